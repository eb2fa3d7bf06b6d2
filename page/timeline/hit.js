// @ts-check
// What lies under the pointer, and what it says. A picture of thousands of
// bars has few elements, so the bars are found by their times.
import { rowTop } from './layout.js';
import { barSays, laneSays, pollSays } from './sentences.js';
import { number, time } from './words.js';

/** @typedef {import('./layout.js').Place} Place */
/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./events.js').Step} Step */
/** @typedef {{ says: string | undefined, step: Step | undefined }} Found */

/** A pointer need not be more exact than this. */
const NEAR_PX = 4;

/** @type {Found} */
const NOTHING = { says: undefined, step: undefined };

/**
 * @param {Model} model
 * @param {Place[]} places
 * @param {import('./scale.js').Scale} scale
 * @param {number} x
 * @param {number} y
 * @returns {Found}
 */
export function under(model, places, scale, x, y) {
  const place = places.find(
    ({ top, height }) => y >= top - 2 && y <= top + height + 2,
  );
  if (!place) return NOTHING;
  const near = (scale.ms(x + NEAR_PX) - scale.ms(x - NEAR_PX)) / 2;
  const at = { ms: scale.ms(x), near, y };
  if (place.lane) return onLane(model, place, at);
  if (place.strip) return onStrip(model, place, at);
  return onLevel(model, place, at.ms);
}

/**
 * @param {Model} model
 * @param {Place} place
 * @param {{ ms: number, near: number, y: number }} at
 * @returns {Found}
 */
function onLane(model, place, { ms, near, y }) {
  const lane = /** @type {import('./lanes.js').Lane} */ (place.lane);
  const pin = y < place.barTop && pinned(model, lane, ms, near);
  if (pin) return pin;
  const task = lane.task?.id;
  const whole = { says: laneSays(lane, model.names), step: undefined };
  if (task === undefined) return whole;
  const block = lane.blocks.find((block) => isIn(block, ms, near / 2));
  if (block) return bar(model, 'block', block, task);
  const row = lane.rows.find(
    (_, index) => y <= rowTop(place, index) + place.barHeight + 1,
  );
  const wait = row?.find((wait) => isIn(wait, ms, 0));
  if (wait) return bar(model, 'wait', wait, task);
  const poll = closest(lane.polls, ms, near);
  if (!poll) return whole;
  return { says: pollSays(poll, lane.name, model.names), step: undefined };
}

/**
 * @param {Model} model
 * @param {{ prints: import('./document.js').Print[],
 *   panics: import('./document.js').Panic[] }} row
 * @param {number} ms
 * @param {number} near
 * @returns {Found | undefined}
 */
function pinned(model, { prints, panics }, ms, near) {
  const mark = closestMark([...panics, ...prints], ms, near * 1.5);
  const step = mark && model.steps.find(({ about }) => about === mark);
  return step && { says: model.says(step), step };
}

/**
 * @param {Model} model
 * @param {Place} place
 * @param {{ ms: number, near: number, y: number }} at
 * @returns {Found}
 */
function onStrip(model, place, { ms, near, y }) {
  const strip = /** @type {import('./strips.js').Strip} */ (place.strip);
  const pin = y < place.barTop && pinned(model, strip, ms, near);
  if (pin) return pin;
  const block = strip.blocks.find((block) => isIn(block, ms, near / 2));
  if (block) return bar(model, 'block', block, block.task);
  const poll = closest(strip.polls, ms, near);
  const says = (/** @type {string} */ words) => ({
    says: words,
    step: undefined,
  });
  const { names } = model;
  if (poll) return says(pollSays(poll, names.task(poll.task), names));
  const { end } = names;
  const isParked = strip.parks.some((park) => isIn(park, ms, 0));
  if (isParked) {
    return says(
      `${time(ms, end)}: ${strip.name} rests: no task can go on, ` +
        'so it waits for a timer or for input',
    );
  }
  const life = `${time(strip.start, end)} to ${time(strip.end, end)}`;
  const isThere = !strip.alive && ms >= strip.start && ms <= strip.end;
  const but = isThere ? '; what it does here is not told' : '';
  return says(`${life}: ${strip.name}${but}`);
}

/**
 * @param {Model} model
 * @param {Place} place
 * @param {number} ms
 * @returns {Found}
 */
function onLevel({ names }, { level, detail }, ms) {
  const value = level?.values.filter(([from]) => from <= ms).pop()?.[1];
  if (!level || value === undefined) return NOTHING;
  const where = detail ? `, ${detail}` : '';
  const what = `${level.on}${where}: ${number(value)} free`;
  return { says: `${time(ms, names.end)}: ${what}`, step: undefined };
}

/**
 * @param {Model} model
 * @param {'block' | 'wait'} kind
 * @param {any} about
 * @param {number | undefined} task
 * @returns {Found}
 */
function bar(model, kind, about, task) {
  const step = model.steps.find((step) => step.about === about) ?? {
    ms: about.start,
    kind,
    task,
    thread: about.thread,
    line: about.line,
    about,
  };
  return { says: barSays(step, about.end, model.names), step };
}

/**
 * @param {{ start: number, end: number }} span
 * @param {number} ms
 * @param {number} near
 */
function isIn({ start, end }, ms, near) {
  return ms >= start - near && ms <= end + near;
}

/**
 * @template {{ start: number, end: number }} T
 * @param {T[]} spans in their order
 * @param {number} ms
 * @param {number} near
 */
function closest(spans, ms, near) {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].start <= ms + near) low = middle + 1;
    else high = middle;
  }
  const found = spans[low - 1];
  return found && found.end >= ms - near ? found : undefined;
}

/**
 * @template {{ ms: number }} T
 * @param {T[]} marks
 * @param {number} ms
 * @param {number} near
 */
function closestMark(marks, ms, near) {
  const far = (/** @type {T} */ mark) => Math.abs(mark.ms - ms);
  return marks
    .filter((mark) => far(mark) <= near)
    .sort((a, b) => far(a) - far(b))[0];
}
