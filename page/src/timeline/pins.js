// Draws what is pinned on a row: lines that were printed, panics, and messages
// that a receiver was too slow for.

import { createSvgElement } from '../dom/elements.js';
import { CHARACTER_WIDTH_PX, drawText } from './shapes.js';

/** @typedef {import('./document.js').Print} Print */
/** @typedef {import('./document.js').Pin} Pin */
/** @typedef {{ pins: Pin[] }} RowWithPins a lane, or the strip of a thread */

const PIN_HALF_WIDTH_PX = 4;
/** Closer than this to the first of them, wedges look like one. */
const NEAR_PX = 4;

/**
 * The marks of all pins but prints, which are drawn together: the path of one,
 * and what the legend says of it.
 * @type {Record<Exclude<Pin['kind'], 'print'>,
 *   { path: (x: number, y: number) => string, legend: string }>}
 */
export const PIN_MARKS = {
  panic: {
    path: (x, y) => `M${x - 4} ${y - 9}l8 8m0 -8l-8 8`,
    legend: 'a panic; where it is caught, the task goes on',
  },
  lag: {
    path: (x, y) =>
      `M${x - 4} ${y - 5}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M${x - 4} ${y - 1}l8 -8`,
    legend:
      'broadcast messages that the task was too slow for, so they are lost ' +
      'to it',
  },
};

/**
 * What is pinned on a row, each at its time.
 * @param {RowWithPins} row
 * @param {number} y where their points stand
 * @param {import('./draw.js').Canvas} canvas
 */
export function drawPins({ pins }, y, { scale }) {
  const prints = pins.filter((pin) => pin.kind === 'print');
  const others = pins.filter((pin) => pin.kind !== 'print');
  /** @param {Print[]} prints */
  const path = (prints) => {
    const places = new Set(prints.map(({ ms }) => scale.x(ms)));
    const drawPin = (/** @type {number} */ x) =>
      `M${x} ${y - 1}l${-PIN_HALF_WIDTH_PX} -7h${2 * PIN_HALF_WIDTH_PX}z`;
    return [...places].map(drawPin).join('');
  };
  const errors = prints.filter(({ stream }) => stream === 'stderr');
  const normal = prints.filter(({ stream }) => stream !== 'stderr');
  return [
    ...drawPrintCounts(prints, others, y, scale),
    createSvgElement('path', { class: 'timeline-print', d: path(normal) }),
    createSvgElement('path', {
      class: 'timeline-print timeline-stderr',
      d: path(errors),
    }),
    ...others.map(({ kind, ms }) => {
      const d = PIN_MARKS[kind].path(scale.x(ms), y);
      return createSvgElement('path', { class: `timeline-${kind}`, d });
    }),
  ];
}

/**
 * '×4' beside wedges that overlap, where there is room.
 * @param {Print[]} prints
 * @param {{ ms: number }[]} others what else needs the room
 * @param {number} y
 * @param {import('./scale.js').Scale} scale
 */
function drawPrintCounts(prints, others, y, scale) {
  const heaps = groupNearPositions(prints.map(({ ms }) => scale.x(ms)));
  const occupied = [
    ...heaps.flatMap(({ from, to }) => [from, to]),
    ...others.map(({ ms }) => scale.x(ms)),
  ];
  return heaps.flatMap(({ from, to, count }) => {
    if (count < 2) return [];
    const label = `×${count}`;
    const [start, room] = [
      to + PIN_HALF_WIDTH_PX + 1,
      label.length * CHARACTER_WIDTH_PX,
    ];
    const isFree = (/** @type {number} */ left, /** @type {number} */ right) =>
      left >= 0 &&
      right <= scale.width &&
      !occupied.some(
        (x) => x + PIN_HALF_WIDTH_PX > left && x - PIN_HALF_WIDTH_PX < right,
      );
    const before = from - PIN_HALF_WIDTH_PX - 1 - room;
    const x = [start, before].find((left) => isFree(left, left + room));
    if (x === undefined) return [];
    return [drawText(label, x, y - 5, 'timeline-words timeline-count')];
  });
}

/**
 * @param {number[]} places
 * @returns {{ from: number, to: number, count: number }[]}
 */
function groupNearPositions(places) {
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
