// @ts-check
// Draws what is pinned on a row: lines that were printed, and panics.
import { svg } from './elements.js';
import { CHARACTER_PX, text } from './shapes.js';

/** @typedef {import('./document.js').Print} Print */
/** @typedef {import('./document.js').Panic} Panic */

const PIN_PX = 4;
/** Closer than this to the first of them, wedges look like one. */
const NEAR_PX = 4;

/**
 * Lines that were printed, and panics, at their time.
 * @param {Print[]} prints
 * @param {Panic[]} panics
 * @param {number} y where their points stand
 * @param {import('./draw.js').Canvas} canvas
 */
export function pins(prints, panics, y, { scale }) {
  /** @param {Print[]} prints */
  const path = (prints) => {
    const places = new Set(prints.map(({ ms }) => scale.x(ms)));
    const pin = (/** @type {number} */ x) =>
      `M${x} ${y - 1}l${-PIN_PX} -7h${2 * PIN_PX}z`;
    return [...places].map(pin).join('');
  };
  const errors = prints.filter(({ stream }) => stream === 'stderr');
  const normal = prints.filter(({ stream }) => stream !== 'stderr');
  return [
    ...counts(prints, panics, y, scale),
    svg('path', { class: 'timeline-print', d: path(normal) }),
    svg('path', { class: 'timeline-print timeline-stderr', d: path(errors) }),
    ...panics.map(({ ms }) => {
      const x = scale.x(ms);
      const d = `M${x - 4} ${y - 9}l8 8m0 -8l-8 8`;
      return svg('path', { class: 'timeline-panic', d });
    }),
  ];
}

/**
 * '×4' beside wedges that lie on each other, where there is room.
 * @param {Print[]} prints
 * @param {Panic[]} panics
 * @param {number} y
 * @param {import('./scale.js').Scale} scale
 */
function counts(prints, panics, y, scale) {
  const heaps = heaped(prints.map(({ ms }) => scale.x(ms)));
  const taken = [
    ...heaps.flatMap(({ from, to }) => [from, to]),
    ...panics.map(({ ms }) => scale.x(ms)),
  ];
  return heaps.flatMap(({ from, to, count }) => {
    if (count < 2) return [];
    const words = `×${count}`;
    const [start, room] = [to + PIN_PX + 1, words.length * CHARACTER_PX];
    const isFree = (/** @type {number} */ left, /** @type {number} */ right) =>
      left >= 0 && right <= scale.width &&
      !taken.some((x) => x + PIN_PX > left && x - PIN_PX < right);
    const before = from - PIN_PX - 1 - room;
    const x = [start, before].find((left) => isFree(left, left + room));
    if (x === undefined) return [];
    return [text(words, x, y - 5, 'timeline-words timeline-count')];
  });
}

/**
 * @param {number[]} places
 * @returns {{ from: number, to: number, count: number }[]}
 */
function heaped(places) {
  /** @type {{ from: number, to: number, count: number }[]} */
  const heaps = [];
  for (const x of [...places].sort((a, b) => a - b)) {
    const last = heaps[heaps.length - 1];
    if (last && x - last.from < NEAR_PX) {
      last.to = x;
      last.count += 1;
    } else {
      heaps.push({ from: x, to: x, count: 1 });
    }
  }
  return heaps;
}
