// @ts-check
// Draws the rows that are no task's: of groups, of threads, and of what tasks
// share.
import { blocked, done, life } from './bars.js';
import { svg } from './elements.js';
import { pins } from './pins.js';
import { fitting, spansPath, stepsPath, text } from './shapes.js';
import { atLine, groupEnds, number } from './words.js';

/** @typedef {import('./draw.js').Canvas} Canvas */
/** @typedef {import('./layout.js').Place} Place */

/** Of a thread's line, with fewer and fewer words. */
const UNTOLD = ['what it does is not told: it may compute', 'not told'];

/**
 * How many of a group are alive.
 * @param {Place} place
 * @param {Canvas} canvas
 */
export function group(place, canvas) {
  const lane = /** @type {import('./lanes.js').Lane} */ (place.lane);
  const group = /** @type {import('./document.js').Group} */ (lane.group);
  const most = group.alive.reduce((most, [, n]) => Math.max(most, n), 1);
  const shown = alive(group.alive, lane.end, most, place, canvas);
  const line = group.line === undefined ? '' : `${atLine(group.line)}`;
  const words = `${number(group.count)} tasks${line}: ${groupEnds(group)}; ` +
    `at most ${number(most)} at a time`;
  const short = `${number(group.count)} tasks`;
  const x = canvas.scale.x(lane.start);
  const room = canvas.scale.width - x;
  const label = fitting([words, `${short}${line}`, short], room) ?? short;
  const y = place.barTop + place.barHeight / 2;
  return svg('g', {}, shown, text(label, x + 7, y, 'timeline-words'));
}

/**
 * @param {[number, number][]} values
 * @param {number} end
 * @param {number} most
 * @param {Place} place
 * @param {Canvas} canvas
 */
function alive(values, end, most, place, { scale }) {
  const { barTop: top, barHeight: height } = place;
  const name = 'timeline-alive';
  return stepsPath(values, { scale, end, top, height, most, name });
}

/**
 * @param {Place} place
 * @param {Canvas} canvas
 */
export function thread(place, canvas) {
  const { scale, model } = canvas;
  const strip = /** @type {import('./strips.js').Strip} */ (place.strip);
  const { start, end, polls, blocks, parks, prints, panics } = strip;
  const { alive: many } = strip;
  const { barTop, barHeight } = place;
  const middle = barTop + barHeight / 2;
  if (many) {
    const most = many.reduce((most, [, n]) => Math.max(most, n), 1);
    const x = scale.x(start);
    const words = `at most ${number(most)} at a time`;
    const label = text(words, x + 7, middle, 'timeline-words');
    return svg('g', {}, alive(many, end, most, place, canvas), label);
  }
  const parked = { name: 'timeline-park', top: middle - 1.5, height: 3 };
  return svg(
    'g',
    {},
    untoldLife(scale.x(start), scale.x(end), middle),
    ...(model.hasTasks ? [] : untold(strip, middle, canvas)),
    spansPath(parks, scale, parked.top, parked.height, parked.name),
    spansPath(polls, scale, barTop, barHeight, 'timeline-poll'),
    ...blocks.flatMap((block) => blocked(block, barTop, barHeight, canvas)),
    ...pins(prints, panics, barTop, canvas),
    ...(end < model.end && !model.hasTasks
      ? [done(scale.x(end), barTop, barHeight)]
      : []),
  );
}

/**
 * @param {number} from
 * @param {number} to
 * @param {number} y
 */
function untoldLife(from, to, y) {
  const line = life(from, to, y);
  line.classList.add('timeline-dark');
  return line;
}

/**
 * Words on the longest stretch of a thread's line that nothing is known of:
 * a thread that computes must not look like one that rests.
 * @param {import('./strips.js').Strip} strip
 * @param {number} middle
 * @param {Canvas} canvas
 */
function untold(strip, middle, { scale, model }) {
  if (model.isShort) return [];
  const { from, to } = longestGap(strip);
  const [x, right] = [scale.x(from), scale.x(to)];
  const words = fitting(UNTOLD, right - x);
  const name = 'timeline-words timeline-plain timeline-untold';
  return words ? [text(words, x + 9, middle, name)] : [];
}

/**
 * Between what is known of a thread.
 * @param {import('./strips.js').Strip} strip
 */
function longestGap({ start, end, blocks, parks, prints }) {
  // What it prints it does, and the words must not lie below the wedges.
  const printed = prints.map(({ ms }) => ({ start: ms, end: ms }));
  const known = [...blocks, ...parks, ...printed].sort(
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
 * A number that changes, such as the free permits of a semaphore.
 * @param {Place} place
 * @param {Canvas} canvas
 */
export function level(place, { scale, model }) {
  const { level, barTop: top, barHeight: height } = place;
  const values = level?.values ?? [];
  const most = values.reduce((most, [, n]) => Math.max(most, n), 1);
  const { end } = model;
  const name = 'timeline-alive';
  /** @type {SVGElement[]} */
  const words = [];
  values.forEach(([ms, value], index) => {
    const next = scale.x(values[index + 1]?.[0] ?? end);
    const x = scale.x(ms);
    if (!fitting([String(value)], next - x)) return;
    words.push(text(String(value), x + 5, top + height / 2, 'timeline-words'));
  });
  const area = stepsPath(values, { scale, end, top, height, most, name });
  return svg('g', {}, area, ...words);
}
