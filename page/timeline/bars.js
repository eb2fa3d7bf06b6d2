// @ts-check
// What stands on a row: bars with their words, ends, and pins.
import { svg } from './elements.js';
import { bar, fitting, text } from './shapes.js';
import { atLine, blocksLoop, callTakes, length, waitName } from './words.js';

/** @typedef {import('./draw.js').Canvas} Canvas */

const PIN_PX = 4;

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
 * @param {number} y
 * @param {number} height
 * @param {Canvas} canvas
 * @returns {[SVGElement, SVGElement[]]}
 */
export function wait(one, y, height, { scale, model }) {
  const [x, right] = [scale.x(one.start), scale.x(one.end)];
  const isUnknown = one.on === 'unknown';
  const isDropped = one.how === 'dropped';
  // A timeout that is dropped was not reached: mostly its work came first.
  const isCut = isDropped && one.on !== 'timeout';
  const name = isUnknown ? 'timeline-wait timeline-unknown' : 'timeline-wait';
  const label = isUnknown ? 'waiting, for what is not told' : waitName(one);
  const cut = !isDropped ? '' : isCut ? ', cut off' : ', not reached';
  const least = one.ms === undefined ? [] : [length(one.ms)];
  const short = isUnknown ? ['waiting'] : least;
  const words = fitting(
    [`${label}${atLine(one.line)}${cut}`, `${label}${cut}`, label, ...short],
    right - x,
  );
  const isOpen = one.how === undefined && one.end >= model.end;
  const shape = bar({ x, right, y, height, isCut, name });
  if (isOpen) shape.classList.add('timeline-open');
  if (!words) return [shape, []];
  const tone = isUnknown ? 'timeline-words timeline-plain' : 'timeline-words';
  return [shape, [text(words, x + 7, y + height / 2, tone)]];
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
  const label = isRed
    ? [`blocks its thread for ${takes}: ${what}`, `blocks ${takes}`, 'blocks']
    : shortened(block);
  const words = height < 14 ? undefined : fitting(label, right - x);
  const tone = isRed ? 'timeline-words timeline-alarm' : 'timeline-words';
  return words ? [shape, text(words, x + 7, y + height / 2, tone)] : [shape];
}

/**
 * The end of a life that simply ended.
 * @param {number} x
 * @param {number} y
 * @param {number} height
 */
export function done(x, y, height) {
  const line = { x1: x, x2: x, y1: y - 1, y2: y + height + 1 };
  return svg('line', { class: 'timeline-done', ...line });
}

/**
 * What a thread does in a call, with fewer and fewer words.
 * @param {import('./document.js').Block} block
 */
function shortened(block) {
  const words = callTakes(block);
  const [verb] = words.split(' ');
  const takes = length(block.end - block.start);
  return [words, words.split(': ')[0], `${verb} ${takes}`, verb];
}

/**
 * Whether words stand behind the end of a task's bars.
 * @param {import('./document.js').Task | undefined} task
 */
export function saysEnd(task) {
  if (task?.end === undefined) return false;
  const isWhole = task.how === 'done' || task.how === undefined;
  return !isWhole || !task.sure;
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
  const maybe = task.sure ? '' : 'probably ';
  if (!saysEnd(task)) {
    return [done(x + 1, y, height)];
  }
  const tone = task.how === 'panicked' ? ' timeline-alarm' : '';
  const mark = task.how === 'panicked' ? '✕ ' : '';
  const words = `${mark}${maybe}${task.how ?? 'ended'}`;
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

/**
 * Lines that were printed, and panics, at their time.
 * @param {import('./document.js').Print[]} prints
 * @param {import('./document.js').Panic[]} panics
 * @param {number} y where their points stand
 * @param {Canvas} canvas
 */
export function pins(prints, panics, y, { scale }) {
  /** @param {{ ms: number }[]} marks */
  const path = (marks) => {
    const places = new Set(marks.map(({ ms }) => scale.x(ms)));
    const pin = (/** @type {number} */ x) =>
      `M${x} ${y - 1}l${-PIN_PX} -7h${2 * PIN_PX}z`;
    return [...places].map(pin).join('');
  };
  const errors = prints.filter(({ stream }) => stream === 'stderr');
  const normal = prints.filter(({ stream }) => stream !== 'stderr');
  return [
    svg('path', { class: 'timeline-print', d: path(normal) }),
    svg('path', { class: 'timeline-print timeline-stderr', d: path(errors) }),
    ...panics.map(({ ms }) => {
      const x = scale.x(ms);
      const d = `M${x - 4} ${y - 9}l8 8m0 -8l-8 8`;
      return svg('path', { class: 'timeline-panic', d });
    }),
  ];
}
