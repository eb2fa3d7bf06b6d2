// Draws messages: an arrow from the task that sent each, at that time, to the
// task that received it, when it did.
import { createSvgElement } from '../dom/elements.js';

/** @typedef {import('./layout.js').RowLayout} RowLayout */

/** The most arrows that are drawn; more would hide each other. */
const MAX_MESSAGE_ARROWS = 150;
const ARROW_HEAD_PX = 6;

/**
 * @param {RowLayout[]} rowLayouts
 * @param {import('./model.js').Model} model
 * @param {import('./scale.js').Scale} scale
 */
export function drawMessageArrows(rowLayouts, { messages, laneOf }, scale) {
  const rowOfLane = new Map(
    rowLayouts.map((rowLayout) => [rowLayout.lane, rowLayout]),
  );
  const findRow = (/** @type {number | undefined} */ task) => {
    const lane = task === undefined ? undefined : laneOf.get(task);
    return lane && !lane.aggregate ? rowOfLane.get(lane) : undefined;
  };
  /** @type {Set<string>} */
  const lines = new Set();
  const heads = [];
  for (const { sent, sender, received, receiver } of messages) {
    if (lines.size >= MAX_MESSAGE_ARROWS) break;
    const [source, target] = [findRow(sender), findRow(receiver)];
    if (!source || !target || source === target) continue;
    if (received === undefined) continue;
    const [x, end] = [scale.x(sent), scale.x(received)];
    const y = source.barTop + source.barHeight / 2;
    const isDown = source.top < target.top;
    const bottom = isDown ? target.barTop : target.barTop + target.barHeight;
    const linePath = `M${roundPx(x)} ${y}L${roundPx(end)} ${bottom}`;
    if (lines.has(linePath)) continue;
    lines.add(linePath);
    heads.push(arrowHeadPath(end - x, bottom - y, end, bottom));
  }
  return createSvgElement(
    'g',
    { class: 'timeline-messages' },
    createSvgElement('path', {
      class: 'timeline-message',
      d: [...lines].join(''),
    }),
    createSvgElement('path', {
      class: 'timeline-message-head',
      d: heads.join(''),
    }),
  );
}

/**
 * A triangle at the end of a line that goes so far.
 * @param {number} dx
 * @param {number} dy
 * @param {number} x
 * @param {number} y
 */
function arrowHeadPath(dx, dy, x, y) {
  const length = Math.hypot(dx, dy) || 1;
  const [ux, uy] = [
    (dx / length) * ARROW_HEAD_PX,
    (dy / length) * ARROW_HEAD_PX,
  ];
  const left = `${roundPx(x - ux - uy / 2)} ${roundPx(y - uy + ux / 2)}`;
  const right = `${roundPx(x - ux + uy / 2)} ${roundPx(y - uy - ux / 2)}`;
  return `M${roundPx(x)} ${roundPx(y)}L${left}L${right}z`;
}

/** @param {number} px */
function roundPx(px) {
  return Math.round(px * 10) / 10;
}
