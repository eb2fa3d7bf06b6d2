// Draws the rows of aggregated tasks, of threads, and of what tasks share.

import { createSvgElement } from '../dom/elements.js';
import { drawBlockingCall, drawEndMark, drawLifeLine } from './bars.js';
import { drawPins } from './pins.js';
import {
  drawSpans,
  drawStepArea,
  drawText,
  longestFittingText,
} from './shapes.js';
import { aggregateOutcomes, formatNumber, lineSuffix } from './words.js';

/** @typedef {import('./draw.js').Canvas} Canvas */
/** @typedef {import('./layout.js').RowLayout} RowLayout */

/** The labels of a thread's line, from the longest to the shortest. */
const UNKNOWN_LABELS = ['what it does is unknown: it may compute', 'unknown'];

/**
 * How many of the aggregated tasks are alive.
 * @param {RowLayout} rowLayout
 * @param {Canvas} canvas
 */
export function drawAggregatedTasks(rowLayout, canvas) {
  const lane = /** @type {import('./lanes.js').Lane} */ (rowLayout.lane);
  const aggregate = /** @type {import('./document.js').AggregatedTasks} */ (
    lane.aggregate
  );
  const peak = aggregate.alive.reduce((most, [, n]) => Math.max(most, n), 1);
  const shown = drawAliveCount(
    aggregate.alive,
    lane.end,
    peak,
    rowLayout,
    canvas,
  );
  const lineText =
    aggregate.line === undefined ? '' : `${lineSuffix(aggregate.line)}`;
  const longest =
    `${formatNumber(aggregate.count)} tasks${lineText}: ${aggregateOutcomes(aggregate)}; ` +
    `at most ${formatNumber(peak)} at a time`;
  const short = `${formatNumber(aggregate.count)} tasks`;
  const x = canvas.scale.x(lane.start);
  const room = canvas.scale.width - x;
  const label =
    longestFittingText([longest, `${short}${lineText}`, short], room) ?? short;
  const y = rowLayout.barTop + rowLayout.barHeight / 2;
  return createSvgElement(
    'g',
    {},
    shown,
    drawText(label, x + 7, y, 'timeline-words'),
  );
}

/**
 * @param {[number, number][]} values
 * @param {number} end
 * @param {number} peak
 * @param {RowLayout} rowLayout
 * @param {Canvas} canvas
 */
function drawAliveCount(values, end, peak, rowLayout, { scale }) {
  const { barTop: top, barHeight: height } = rowLayout;
  const name = 'timeline-alive';
  return drawStepArea(values, { scale, end, top, height, peak, name });
}

/**
 * @param {RowLayout} rowLayout
 * @param {Canvas} canvas
 */
export function drawThread(rowLayout, canvas) {
  const { scale, model } = canvas;
  const strip = /** @type {import('./strips.js').Strip} */ (rowLayout.strip);
  const { start, end, polls, blocks, parks } = strip;
  const { alive: many } = strip;
  const { barTop, barHeight } = rowLayout;
  const middle = barTop + barHeight / 2;
  if (many) {
    const peak = many.reduce((most, [, n]) => Math.max(most, n), 1);
    const x = scale.x(start);
    const label = `at most ${formatNumber(peak)} at a time`;
    const element = drawText(label, x + 7, middle, 'timeline-words');
    return createSvgElement(
      'g',
      {},
      drawAliveCount(many, end, peak, rowLayout, canvas),
      element,
    );
  }
  const parked = { name: 'timeline-park', top: middle - 1.5, height: 3 };
  return createSvgElement(
    'g',
    {},
    drawUnknownLife(scale.x(start), scale.x(end), middle),
    ...(model.hasTasks ? [] : drawUnknownLabel(strip, middle, canvas)),
    drawSpans(parks, scale, parked.top, parked.height, parked.name),
    drawSpans(polls, scale, barTop, barHeight, 'timeline-poll'),
    ...blocks.flatMap((block) =>
      drawBlockingCall(block, barTop, barHeight, canvas),
    ),
    ...drawPins(strip, barTop, canvas),
    ...(end < model.end && !model.hasTasks
      ? [drawEndMark(scale.x(end), barTop, barHeight)]
      : []),
  );
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
function drawUnknownLife(from, to, y) {
  const lifeLine = drawLifeLine(from, to, y);
  lifeLine.classList.add('timeline-dark');
  return lifeLine;
}

/**
 * Words on the longest stretch of a thread's line that nothing is known of:
 * a thread that computes must not look like one that rests.
 * @param {import('./strips.js').Strip} strip
 * @param {number} middle
 * @param {Canvas} canvas
 */
function drawUnknownLabel(strip, middle, { scale, model }) {
  if (model.isShort) return [];
  const { from, to } = longestUnknownSpan(strip);
  const [x, right] = [scale.x(from), scale.x(to)];
  const label = longestFittingText(UNKNOWN_LABELS, right - x);
  const name = 'timeline-words timeline-plain timeline-untold';
  return label ? [drawText(label, x + 9, middle, name)] : [];
}

/**
 * Between what is known of a thread.
 * @param {import('./strips.js').Strip} strip
 */
function longestUnknownSpan({ start, end, blocks, parks, pins }) {
  // A pin is known too, and the words must not overlap its mark.
  const marks = pins.map(({ ms }) => ({ start: ms, end: ms }));
  const known = [...blocks, ...parks, ...marks].sort(
    (a, b) => a.start - b.start,
  );
  let longest = { from: start, to: start };
  let from = start;
  for (const { start: to, end: next } of [...known, { start: end, end }]) {
    if (to - from > longest.to - longest.from) longest = { from, to };
    from = Math.max(from, next);
  }
  return longest;
}

/**
 * A number that changes: the free permits of a semaphore, or the messages
 * that wait in a channel, below as many as fit in.
 * @param {RowLayout} rowLayout
 * @param {Canvas} canvas
 */
export function drawLevel(rowLayout, { scale, model }) {
  const { level, barTop: top, barHeight: height } = rowLayout;
  const values = level?.values ?? [];
  const least = Math.max(level?.size ?? 1, 1);
  const peak = values.reduce((most, [, n]) => Math.max(most, n), least);
  const { end } = model;
  const name = 'timeline-alive';
  /** @type {SVGElement[]} */
  const labels = [];
  values.forEach(([ms, value], index) => {
    const next = scale.x(values[index + 1]?.[0] ?? end);
    const x = scale.x(ms);
    if (!longestFittingText([String(value)], next - x)) return;
    labels.push(
      drawText(String(value), x + 5, top + height / 2, 'timeline-words'),
    );
  });
  const area = drawStepArea(values, { scale, end, top, height, peak, name });
  return createSvgElement('g', {}, area, ...labels);
}
