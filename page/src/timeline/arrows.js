// Draws wakes: an arrow from the waker to the woken task, or a short one with a
// sign for what is no task.
import { createSvgElement } from '../dom/elements.js';

/** @typedef {import('./layout.js').RowLayout} RowLayout */
/** @typedef {import('./document.js').Wake} Wake */

/** More than these would be an unreadable mesh, so they need a zoom. */
const MAX_WAKE_ARROWS = 400;
const ARROW_HEAD_PX = 4;
/** A sign stands so far below and beside the poll that follows. */
const SIGN_OFFSET_PX = 5;

/**
 * @param {RowLayout[]} rowLayouts
 * @param {import('./model.js').Model} model
 * @param {import('./scale.js').Scale} scale
 */
export function drawWakeArrows(rowLayouts, { wakes, laneOf }, scale) {
  const rowOfLane = new Map(
    rowLayouts.map((rowLayout) => [rowLayout.lane, rowLayout]),
  );
  /** @type {Set<string>} */
  const drawn = new Set();
  /** @type {Record<string, string[]>} */
  const paths = { lines: [], heads: [], signs: [] };
  for (const wake of wakes) {
    if (drawn.size >= MAX_WAKE_ARROWS) break;
    const to = rowOfLane.get(laneOf.get(wake.task));
    if (!to?.lane || to.lane.aggregate) continue;
    // A local task that can run does not itself wake the task that runs it.
    if (wake.cause === 'local') continue;
    const lane =
      wake.wakingTask === undefined ? undefined : laneOf.get(wake.wakingTask);
    const from = lane ? rowOfLane.get(lane) : undefined;
    const x = scale.x(wake.ms);
    // Those at one place are one arrow.
    const key = `${Math.round(x / 3)} ${from?.top} ${to.top}`;
    if (drawn.has(key)) continue;
    drawn.add(key);
    addArrow(paths, wake, x, from, to);
  }
  const path = (/** @type {string} */ name, /** @type {string[]} */ parts) =>
    createSvgElement('path', { class: name, d: parts.join('') });
  return createSvgElement(
    'g',
    { class: 'timeline-wakes' },
    path('timeline-wake', paths.lines),
    path('timeline-wake-head', paths.heads),
    path('timeline-sign', paths.signs),
  );
}

/**
 * @param {Record<string, string[]>} paths
 * @param {Wake} wake
 * @param {number} x
 * @param {RowLayout | undefined} from
 * @param {RowLayout} to
 */
function addArrow(paths, wake, x, from, to) {
  const middle = to.barTop + to.barHeight / 2;
  if (from && from !== to) {
    const isDown = from.top < to.top;
    const startY = from.barTop + from.barHeight / 2;
    const tipY = isDown ? to.barTop - 1 : to.top + to.height + 1;
    const bend = Math.min(14, 4 + Math.abs(tipY - startY) / 12);
    const back = isDown ? -1 : 1;
    paths.lines.push(
      `M${x} ${startY}C${x - bend} ${startY} ${x - bend} ${tipY} ${x} ${tipY}`,
    );
    const side = ARROW_HEAD_PX * back;
    paths.heads.push(
      `M${x + 1} ${tipY}l${-ARROW_HEAD_PX - 2} ${side - back}l${ARROW_HEAD_PX - 1} ${side}z`,
    );
    return;
  }
  if (wake.cause === 'self' || from) {
    const d = `M${x} ${middle + 4}c-9 8 -13 -4 -3 -4`;
    paths.lines.push(d);
    return;
  }
  const y = to.top + to.height;
  paths.signs.push(
    causeSignPath(wake.cause, x + SIGN_OFFSET_PX, y + SIGN_OFFSET_PX),
  );
}

/**
 * A circle with a hand for the timer, a square for input and output, a
 * diamond for a thread, an open circle for an unknown cause.
 * @param {string} cause
 * @param {number} x
 * @param {number} y of its middle
 */
function causeSignPath(cause, x, y) {
  const circle = `M${x - 3} ${y}a3 3 0 1 0 6 0a3 3 0 1 0 -6 0`;
  switch (cause) {
    case 'timer':
      return `${circle}M${x} ${y - 2}v2h1.6`;
    case 'io':
      return `M${x - 2.6} ${y - 2.6}h5.2v5.2h-5.2z`;
    case 'thread':
      return `M${x} ${y - 3.2}l3.2 3.2l-3.2 3.2l-3.2 -3.2z`;
    default:
      return circle;
  }
}
