// Draws a run: its rows, and what joins them.

import { createSvgElement } from '../dom/elements.js';
import { drawWakeArrows } from './arrows.js';
import { drawBands } from './bands.js';
import {
  drawBlockingCall,
  drawEnding,
  drawLifeLine,
  drawWait,
} from './bars.js';
import { countOverlaps } from './lanes.js';
import { waitRowTop } from './layout.js';
import { drawMessageArrows } from './messages.js';
import { drawAggregatedTasks, drawLevel, drawThread } from './other-rows.js';
import { drawPins } from './pins.js';
import {
  createHatchPattern,
  drawSpans,
  drawText,
  longestFittingText,
} from './shapes.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./layout.js').RowLayout} RowLayout */
/** @typedef {import('./scale.js').Scale} Scale */

/**
 * @typedef {object} Canvas
 * @property {Model} model
 * @property {Scale} scale
 * @property {string} hatch what fills a blocked loop
 */

let hatchCount = 0;

/**
 * @param {Model} model
 * @param {import('./layout.js').Layout} layout
 * @param {Scale} scale
 */
export function drawPicture(model, { rowLayouts, height, stripsTop }, scale) {
  const { width } = scale;
  hatchCount += 1;
  const id = `timeline-hatch-${hatchCount}`;
  const canvas = { model, scale, hatch: `url(#${id})` };
  const grid = scale.ticks().map(({ ms }) => {
    const x = scale.x(ms);
    return createSvgElement('line', { x1: x, x2: x, y1: 0, y2: height });
  });
  if (stripsTop !== undefined) {
    grid.push(
      createSvgElement('line', {
        x1: 0,
        x2: width,
        y1: stripsTop,
        y2: stripsTop,
      }),
    );
  }
  const rows = rowLayouts.map((rowLayout) => drawRow(rowLayout, canvas));
  // Neither a tick nor an arrow runs through the words of a bar.
  const labels = rows.flatMap((row) => [
    ...row.querySelectorAll('.timeline-words:not(.timeline-count)'),
  ]);
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return createSvgElement(
    'svg',
    { ...size, 'aria-hidden': 'true' },
    createHatchPattern(id),
    ...drawBands(model.bands, scale, height),
    createSvgElement('g', { class: 'timeline-grid' }, ...grid),
    ...drawUnrecordedPart(model, scale, height),
    ...rows,
    drawMessageArrows(rowLayouts, model, scale),
    drawWakeArrows(rowLayouts, model, scale),
    ...labels,
  );
}

/**
 * The part of the run after the recording was cut.
 * @param {Model} model
 * @param {Scale} scale
 * @param {number} height
 */
function drawUnrecordedPart({ end, total }, scale, height) {
  if (end >= total) return [];
  const [x, right] = [scale.x(end), scale.x(total)];
  const area = { class: 'timeline-unrecorded', x, y: 0, height };
  const label = longestFittingText(['not recorded'], right - x);
  return [
    createSvgElement('rect', { ...area, width: right - x }),
    ...(label
      ? [drawText(label, x + 7, 9, 'timeline-words timeline-plain')]
      : []),
  ];
}

/**
 * @param {RowLayout} rowLayout
 * @param {Canvas} canvas
 */
function drawRow(rowLayout, canvas) {
  if (rowLayout.lane?.aggregate) return drawAggregatedTasks(rowLayout, canvas);
  if (rowLayout.lane) return drawTaskLane(rowLayout, canvas);
  return rowLayout.strip
    ? drawThread(rowLayout, canvas)
    : drawLevel(rowLayout, canvas);
}

/**
 * @param {RowLayout} rowLayout
 * @param {Canvas} canvas
 */
function drawTaskLane(rowLayout, canvas) {
  const { scale } = canvas;
  const lane = /** @type {import('./lanes.js').Lane} */ (rowLayout.lane);
  const { start, end, polls, rows, task, blocks } = lane;
  const { barTop, height, top } = rowLayout;
  const full = height - (barTop - top);
  const waits = rows.flatMap((waits, index) => {
    const y = waitRowTop(rowLayout, index);
    const extraWaits = countOverlaps(waits);
    return waits.map((one) =>
      drawWait(one, extraWaits.get(one), y, rowLayout.barHeight, canvas),
    );
  });
  return createSvgElement(
    'g',
    {},
    drawLifeLine(
      scale.x(start),
      scale.x(end),
      barTop + rowLayout.barHeight / 2,
    ),
    ...waits.map(([shape]) => shape),
    drawSpans(polls, scale, barTop, full, 'timeline-poll'),
    ...waits.flatMap(([, words]) => words),
    ...blocks.flatMap((block) => drawBlockingCall(block, barTop, full, canvas)),
    ...drawEnding(task, scale.x(end), barTop, full),
    ...drawPins(lane, barTop, canvas),
  );
}
