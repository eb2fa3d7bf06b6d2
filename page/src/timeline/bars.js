// What stands on a row: bars with their words, ends, and pins.
import { createSvgElement } from '../dom/elements.js';
import { drawBar, drawText, longestFittingText } from './shapes.js';
import {
  blocksLoop,
  describeCall,
  formatDuration,
  formatNumber,
  lineSuffix,
  nameWait,
} from './words.js';

/** @typedef {import('./draw.js').Canvas} Canvas */

/** Between the teeth of a comb. */
const COMB_TOOTH_DISTANCE_PX = 5;

/**
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
export function drawLifeLine(from, to, y) {
  return createSvgElement('line', {
    class: 'timeline-life',
    x1: from,
    x2: to,
    y1: y,
    y2: y,
  });
}

/**
 * The bar of a wait, and the words on it.
 * @param {import('./document.js').Wait} wait
 * @param {number | undefined} overlapCount how many overlap it; undefined for those
 * @param {number} y
 * @param {number} height
 * @param {Canvas} canvas
 * @returns {[SVGElement, SVGElement[]]}
 */
export function drawWait(wait, overlapCount, y, height, { scale, model }) {
  const [x, right] = [scale.x(wait.start), scale.x(wait.end)];
  const isUnknown = wait.targetKind === 'unknown';
  const isDropped = wait.how === 'dropped';
  const isCut = isDropped && wait.targetKind !== 'timeout';
  const name = isUnknown ? 'timeline-wait timeline-unknown' : 'timeline-wait';
  const isOpen = wait.how === undefined && wait.end >= model.end;
  const shape = drawBar({ x, right, y, height, isCut, name });
  if (isOpen) shape.classList.add('timeline-open');
  const label =
    overlapCount === undefined
      ? undefined
      : longestFittingText(waitLabelCandidates(wait, overlapCount), right - x);
  if (!label) return [shape, []];
  const tone = isUnknown ? 'timeline-words timeline-plain' : 'timeline-words';
  return [shape, [drawText(label, x + 7, y + height / 2, tone)]];
}

/**
 * What a wait is for, from the longest label to the shortest.
 * @param {import('./document.js').Wait} wait
 * @param {number} overlapCount how many waits overlap it
 */
function waitLabelCandidates(wait, overlapCount) {
  const { targetKind, ms, line, how } = wait;
  const also =
    overlapCount > 0 ? ` and ${formatNumber(overlapCount)} more` : '';
  const isUnknown = targetKind === 'unknown';
  const label = isUnknown ? 'waiting (reason not recorded)' : nameWait(wait);
  // A timeout that is dropped was not reached: mostly its work came first.
  const dropped = targetKind === 'timeout' ? ', not reached' : ', cut off';
  const ending = how === 'dropped' ? dropped : '';
  const least = ms === undefined ? [] : [`${formatDuration(ms)}${also}`];
  const short = isUnknown ? [`waiting${also}`] : least;
  // A task's name may be long, and the sentences below have it.
  if (targetKind === 'task') short.push(`end of a task${also}`);
  const some = also ? [`+${formatNumber(overlapCount)}`] : [];
  const long = [
    `${label}${lineSuffix(line)}${ending}`,
    `${label}${ending}`,
    label,
  ];
  return [...long.map((words) => words + also), ...short, ...some];
}

/**
 * @param {import('./document.js').Block} block
 * @param {number} y
 * @param {number} height
 * @param {Canvas} canvas
 */
export function drawBlockingCall(block, y, height, { scale, hatch }) {
  const [x, right] = [scale.x(block.start), scale.x(block.end)];
  const duration = formatDuration(block.end - block.start);
  const isRed = blocksLoop(block);
  const { what } = block;
  const name = isRed ? 'timeline-blocked' : 'timeline-wait';
  const shape = drawBar({ x, right, y, height, isCut: false, name });
  if (isRed) shape.style.fill = hatch;
  if (block.isOpen) shape.classList.add('timeline-open');
  const label = isRed
    ? [
        `blocks its thread for ${duration}: ${what}`,
        `blocks ${duration}`,
        'blocks',
      ]
    : callLabels(block);
  const shown = height < 14 ? undefined : longestFittingText(label, right - x);
  const tone = isRed ? 'timeline-words timeline-alarm' : 'timeline-words';
  const shapes =
    block.calls > 1 ? [shape, drawComb(x, right, y, height)] : [shape];
  if (shown) shapes.push(drawText(shown, x + 7, y + height / 2, tone));
  return shapes;
}

/**
 * The end of a life that simply ended: a line with caps, for no tick has
 * them.
 * @param {number} x
 * @param {number} y
 * @param {number} height
 */
export function drawEndMark(x, y, height) {
  // It ends below the point of a wedge that may stand there.
  const [top, bottom] = [y + 1, y + height - 1];
  const d = `M${x - 3} ${top}h6m-3 0V${bottom}m-3 0h6`;
  return createSvgElement('path', { class: 'timeline-done', d });
}

/**
 * What a thread does in a call, with fewer and fewer words.
 * @param {import('./document.js').Block} block
 */
function callLabels(block) {
  const { start, end, calls, isOpen } = block;
  const label = describeCall(block);
  const [verb] = label.split(' ');
  const many = `${verb} ${formatNumber(calls)} times`;
  if (calls > 1) return [label, many, `${formatNumber(calls)} ×`];
  const what = label.split(/: |, /)[0];
  const durations = isOpen ? [] : [`${verb} ${formatDuration(end - start)}`];
  return [label, what, ...durations, verb];
}

/**
 * Teeth of a comb on a bar that stands for many calls in a row.
 * @param {number} x
 * @param {number} right
 * @param {number} y
 * @param {number} height
 */
function drawComb(x, right, y, height) {
  const count = Math.max(
    Math.ceil((right - x) / COMB_TOOTH_DISTANCE_PX) - 1,
    0,
  );
  const teeth = Array.from(
    { length: count },
    (_, index) => `M${x + (index + 1) * COMB_TOOTH_DISTANCE_PX} ${y}v${height}`,
  );
  return createSvgElement('path', {
    class: 'timeline-comb',
    d: teeth.join(''),
  });
}

/**
 * What stands behind the end of a task's bars, where it did not simply end.
 * @param {import('./document.js').Task | undefined} task
 */
export function endingLabel(task) {
  if (task?.end === undefined) return '';
  const isWhole = task.how === 'done' || task.how === undefined;
  if (isWhole) return '';
  const panicMark = task.how === 'panicked' ? '✕ ' : '';
  return `${panicMark}${task.how ?? 'ended'}`;
}

/**
 * How a task's life ended, in words where it did not simply end.
 * @param {import('./document.js').Task | undefined} task
 * @param {number} x
 * @param {number} y
 * @param {number} height
 */
export function drawEnding(task, x, y, height) {
  if (!task || task.end === undefined) return [];
  const label = endingLabel(task);
  if (!label) return [drawEndMark(x + 1, y, height)];
  const tone = task.how === 'panicked' ? ' timeline-alarm' : '';
  const middle = y + height / 2;
  const isGivenUp = task.how === 'cancelled' || task.how === 'panicked';
  if (!isGivenUp) {
    const plain = 'timeline-words timeline-plain';
    return [
      drawEndMark(x + 1, y, height),
      drawText(label, x + 8, middle, plain),
    ];
  }
  const slash = `M${x - 2} ${y + height + 3}L${x + 4} ${y - 3}`;
  return [
    createSvgElement('path', { class: `timeline-cut${tone}`, d: slash }),
    drawText(label, x + 8, middle, `timeline-words timeline-ending${tone}`),
  ];
}
