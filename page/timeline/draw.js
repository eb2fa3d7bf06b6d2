// @ts-check
// Draws a run: its rows, and what joins them.
import { arrows } from './arrows.js';
import { group, level, thread } from './aside.js';
import { blocked, ending, life, wait } from './bars.js';
import { svg } from './elements.js';
import { heaps } from './lanes.js';
import { rowTop } from './layout.js';
import { pins } from './pins.js';
import { fitting, hatching, spansPath, text } from './shapes.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./layout.js').Place} Place */
/** @typedef {import('./scale.js').Scale} Scale */

/**
 * @typedef {object} Canvas
 * @property {Model} model
 * @property {Scale} scale
 * @property {string} hatch what fills a blocked loop
 */

let hatches = 0;

/**
 * @param {Model} model
 * @param {import('./layout.js').Layout} layout
 * @param {Scale} scale
 */
export function draw(model, { places, height, stripsTop }, scale) {
  const { width } = scale;
  const id = `timeline-hatch-${(hatches += 1)}`;
  const canvas = { model, scale, hatch: `url(#${id})` };
  const grid = scale.ticks().map(({ ms }) => {
    const x = scale.x(ms);
    return svg('line', { x1: x, x2: x, y1: 0, y2: height });
  });
  if (stripsTop !== undefined) {
    grid.push(svg('line', { x1: 0, x2: width, y1: stripsTop, y2: stripsTop }));
  }
  const rows = places.map((place) => row(place, canvas));
  // Neither a tick nor an arrow runs through the words of a bar.
  const words = rows.flatMap((row) => [
    ...row.querySelectorAll('.timeline-words:not(.timeline-count)'),
  ]);
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  return svg(
    'svg',
    { ...size, 'aria-hidden': 'true' },
    hatching(id),
    svg('g', { class: 'timeline-grid' }, ...grid),
    ...unrecorded(model, scale, height),
    ...rows,
    arrows(places, model, scale),
    ...words,
  );
}

/**
 * What lies behind a cut.
 * @param {Model} model
 * @param {Scale} scale
 * @param {number} height
 */
function unrecorded({ end, total }, scale, height) {
  if (end >= total) return [];
  const [x, right] = [scale.x(end), scale.x(total)];
  const area = { class: 'timeline-unrecorded', x, y: 0, height };
  const words = fitting(['not recorded'], right - x);
  return [
    svg('rect', { ...area, width: right - x }),
    ...(words ? [text(words, x + 7, 9, 'timeline-words timeline-plain')] : []),
  ];
}

/**
 * @param {Place} place
 * @param {Canvas} canvas
 */
function row(place, canvas) {
  if (place.lane?.group) return group(place, canvas);
  if (place.lane) return lane(place, canvas);
  return place.strip ? thread(place, canvas) : level(place, canvas);
}

/**
 * @param {Place} place
 * @param {Canvas} canvas
 */
function lane(place, canvas) {
  const { scale } = canvas;
  const { start, end, polls, rows, prints, panics, task, blocks } =
    /** @type {import('./lanes.js').Lane} */ (place.lane);
  const { barTop, height, top } = place;
  const full = height - (barTop - top);
  const waits = rows.flatMap((waits, index) => {
    const y = rowTop(place, index);
    const more = heaps(waits);
    return waits.map((one) =>
      wait(one, more.get(one), y, place.barHeight, canvas),
    );
  });
  return svg(
    'g',
    {},
    life(scale.x(start), scale.x(end), barTop + place.barHeight / 2),
    ...waits.map(([shape]) => shape),
    spansPath(polls, scale, barTop, full, 'timeline-poll'),
    ...waits.flatMap(([, words]) => words),
    ...blocks.flatMap((block) => blocked(block, barTop, full, canvas)),
    ...ending(task, scale.x(end), barTop, full),
    ...pins(prints, panics, barTop, canvas),
  );
}
