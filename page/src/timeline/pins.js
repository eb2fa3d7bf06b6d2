// Draws what is pinned on a row: lines that were printed, panics, and messages
// that a receiver was too slow for.
import { createSvgElement } from '../dom/elements.js';
import { CHARACTER_PX, drawText } from './shapes.js';

/** @typedef {import('./document.js').Print} Print */
/** @typedef {import('./document.js').Panic} Panic */
/** @typedef {import('./document.js').Lag} Lag */
/** @typedef {{ prints: Print[], panics: Panic[], lags: Lag[] }} Pinned */

const PIN_PX = 4;
/** Closer than this to the first of them, wedges look like one. */
const NEAR_PX = 4;

/**
 * What is pinned on a row, each at its time.
 * @param {Pinned} row
 * @param {number} y where their points stand
 * @param {import('./draw.js').Canvas} canvas
 */
export function drawPins({ prints, panics, lags }, y, { scale }) {
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
    ...drawPrintCounts(prints, [...panics, ...lags], y, scale),
    createSvgElement('path', { class: 'timeline-print', d: path(normal) }),
    createSvgElement('path', {
      class: 'timeline-print timeline-stderr',
      d: path(errors),
    }),
    ...panics.map(({ ms }) => {
      const x = scale.x(ms);
      const d = `M${x - 4} ${y - 9}l8 8m0 -8l-8 8`;
      return createSvgElement('path', { class: 'timeline-panic', d });
    }),
    ...lags.map(({ ms }) => {
      const d = crossedRingPath(scale.x(ms), y - 5);
      return createSvgElement('path', { class: 'timeline-lag', d });
    }),
  ];
}

/**
 * @param {number} x its middle
 * @param {number} y
 */
export function crossedRingPath(x, y) {
  return `M${x - 4} ${y}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M${x - 4} ${y + 4}l8 -8`;
}

/**
 * '×4' beside wedges that overlap, where there is room.
 * @param {Print[]} prints
 * @param {{ ms: number }[]} others what else needs the room
 * @param {number} y
 * @param {import('./scale.js').Scale} scale
 */
function drawPrintCounts(prints, others, y, scale) {
  const heaps = groupNearPlaces(prints.map(({ ms }) => scale.x(ms)));
  const occupied = [
    ...heaps.flatMap(({ from, to }) => [from, to]),
    ...others.map(({ ms }) => scale.x(ms)),
  ];
  return heaps.flatMap(({ from, to, count }) => {
    if (count < 2) return [];
    const label = `×${count}`;
    const [start, room] = [to + PIN_PX + 1, label.length * CHARACTER_PX];
    const isFree = (/** @type {number} */ left, /** @type {number} */ right) =>
      left >= 0 &&
      right <= scale.width &&
      !occupied.some((x) => x + PIN_PX > left && x - PIN_PX < right);
    const before = from - PIN_PX - 1 - room;
    const x = [start, before].find((left) => isFree(left, left + room));
    if (x === undefined) return [];
    return [drawText(label, x, y - 5, 'timeline-words timeline-count')];
  });
}

/**
 * @param {number[]} places
 * @returns {{ from: number, to: number, count: number }[]}
 */
function groupNearPlaces(places) {
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
