// @ts-check
// What stands on a row: bars with their words, ends, and pins.
import { svg } from './elements.js';
import { bar, fitting, text } from './shapes.js';
import { atLine, blocksLoop, callTakes, length } from './words.js';
import { number, waitName } from './words.js';

/** @typedef {import('./draw.js').Canvas} Canvas */

/** Between the teeth of a comb. */
const COMB_PX = 5;

/**
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
export function life(from, to, y) {
  return svg('line', { class: 'timeline-life', x1: from, x2: to, y1: y, y2: y });
}

/**
 * The bar of a wait, and the words on it.
 * @param {import('./document.js').Wait} one
 * @param {number | undefined} more how many lie on it; nothing for those
 * @param {number} y
 * @param {number} height
 * @param {Canvas} canvas
 * @returns {[SVGElement, SVGElement[]]}
 */
export function wait(one, more, y, height, { scale, model }) {
  const [x, right] = [scale.x(one.start), scale.x(one.end)];
  const isUnknown = one.on === 'unknown';
  const isDropped = one.how === 'dropped';
  const isCut = isDropped && one.on !== 'timeout';
  const name = isUnknown ? 'timeline-wait timeline-unknown' : 'timeline-wait';
  const isOpen = one.how === undefined && one.end >= model.end;
  const shape = bar({ x, right, y, height, isCut, name });
  if (isOpen) shape.classList.add('timeline-open');
  const words =
    more === undefined ? undefined : fitting(waitLabels(one, more), right - x);
  if (!words) return [shape, []];
  const tone = isUnknown ? 'timeline-words timeline-plain' : 'timeline-words';
  return [shape, [text(words, x + 7, y + height / 2, tone)]];
}

/**
 * What a wait is for, with fewer and fewer words.
 * @param {import('./document.js').Wait} one
 * @param {number} more waits that lie on it
 */
function waitLabels(one, more) {
  const { on, ms, line, how } = one;
  const also = more > 0 ? ` and ${number(more)} more` : '';
  const isUnknown = on === 'unknown';
  const label = isUnknown ? 'waiting, for what is not told' : waitName(one);
  // A timeout that is dropped was not reached: mostly its work came first.
  const dropped = on === 'timeout' ? ', not reached' : ', cut off';
  const cut = how === 'dropped' ? dropped : '';
  const least = ms === undefined ? [] : [`${length(ms)}${also}`];
  const short = isUnknown ? [`waiting${also}`] : least;
  const some = also ? [`+${number(more)}`] : [];
  const long = [`${label}${atLine(line)}${cut}`, `${label}${cut}`, label];
  return [...long.map((words) => words + also), ...short, ...some];
}

/**
 * @param {import('./document.js').Block} block
 * @param {number} y
 * @param {number} height
 * @param {Canvas} canvas
 */
export function blocked(block, y, height, { scale, hatch }) {
  const [x, right] = [scale.x(block.start), scale.x(block.end)];
  const takes = length(block.end - block.start);
  const isRed = blocksLoop(block);
  const { what } = block;
  const name = isRed ? 'timeline-blocked' : 'timeline-wait';
  const shape = bar({ x, right, y, height, isCut: false, name });
  if (isRed) shape.style.fill = hatch;
  if (block.isOpen) shape.classList.add('timeline-open');
  const label = isRed
    ? [`blocks its thread for ${takes}: ${what}`, `blocks ${takes}`, 'blocks']
    : shortened(block);
  const words = height < 14 ? undefined : fitting(label, right - x);
  const tone = isRed ? 'timeline-words timeline-alarm' : 'timeline-words';
  const shapes = block.calls > 1 ? [shape, comb(x, right, y, height)] : [shape];
  if (words) shapes.push(text(words, x + 7, y + height / 2, tone));
  return shapes;
}

/**
 * The end of a life that simply ended: a line with caps, for no tick has
 * them.
 * @param {number} x
 * @param {number} y
 * @param {number} height
 */
export function done(x, y, height) {
  // It ends below the point of a wedge that may stand there.
  const [top, bottom] = [y + 1, y + height - 1];
  const d = `M${x - 3} ${top}h6m-3 0V${bottom}m-3 0h6`;
  return svg('path', { class: 'timeline-done', d });
}

/**
 * What a thread does in a call, with fewer and fewer words.
 * @param {import('./document.js').Block} block
 */
function shortened(block) {
  const { start, end, calls, isOpen } = block;
  const words = callTakes(block);
  const [verb] = words.split(' ');
  const many = `${verb} ${number(calls)} times`;
  if (calls > 1) return [words, many, `${number(calls)} ×`];
  const what = words.split(/: |, /)[0];
  const takes = isOpen ? [] : [`${verb} ${length(end - start)}`];
  return [words, what, ...takes, verb];
}

/**
 * Teeth of a comb on a bar that stands for many calls in a row.
 * @param {number} x
 * @param {number} right
 * @param {number} y
 * @param {number} height
 */
function comb(x, right, y, height) {
  const count = Math.max(Math.ceil((right - x) / COMB_PX) - 1, 0);
  const teeth = Array.from({ length: count }, (_, index) =>
    `M${x + (index + 1) * COMB_PX} ${y}v${height}`,
  );
  return svg('path', { class: 'timeline-comb', d: teeth.join('') });
}

/**
 * What stands behind the end of a task's bars, where it did not simply end.
 * @param {import('./document.js').Task | undefined} task
 */
export function endingWords(task) {
  if (task?.end === undefined) return '';
  const isWhole = task.how === 'done' || task.how === undefined;
  if (isWhole && task.sure) return '';
  const mark = task.how === 'panicked' ? '✕ ' : '';
  const maybe = task.sure ? '' : 'probably ';
  return `${mark}${maybe}${task.how ?? 'ended'}`;
}

/**
 * How a task's life ended, in words where it did not simply end.
 * @param {import('./document.js').Task | undefined} task
 * @param {number} x
 * @param {number} y
 * @param {number} height
 */
export function ending(task, x, y, height) {
  if (!task || task.end === undefined) return [];
  const words = endingWords(task);
  if (!words) return [done(x + 1, y, height)];
  const tone = task.how === 'panicked' ? ' timeline-alarm' : '';
  const middle = y + height / 2;
  const isGivenUp = task.how === 'cancelled' || task.how === 'panicked';
  if (!isGivenUp) {
    const plain = 'timeline-words timeline-plain';
    return [done(x + 1, y, height), text(words, x + 8, middle, plain)];
  }
  const slash = `M${x - 2} ${y + height + 3}L${x + 4} ${y - 3}`;
  return [
    svg('path', { class: `timeline-cut${tone}`, d: slash }),
    text(words, x + 8, middle, `timeline-words timeline-ending${tone}`),
  ];
}
