// Finds the shape under the pointer and describes it. A picture of thousands of
// bars has few elements, so the bars are found by their times.
import { BAND_NAMES_HEIGHT_PX } from './bands.js';
import { waitRowTop } from './layout.js';
import {
  describeBar,
  describeLane,
  describePoll,
  quoteLine,
} from './sentences.js';
import { describeLevel, formatTime } from './words.js';

/** @typedef {import('./layout.js').RowLayout} RowLayout */
/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./document.js').Pin} Pin */
/** @typedef {import('./steps.js').Step} Step */
/** @typedef {{ description: string | undefined, step: Step | undefined }} Found */

/** A pointer need not be more exact than this. */
const NEAR_PX = 4;

/** @type {Found} */
const NO_HIT = { description: undefined, step: undefined };

/**
 * @param {Model} model
 * @param {RowLayout[]} rowLayouts
 * @param {import('./scale.js').Scale} scale
 * @param {number} x
 * @param {number} y
 * @returns {Found}
 */
export function findShapeAt(model, rowLayouts, scale, x, y) {
  if (model.bands.length > 0 && y < BAND_NAMES_HEIGHT_PX)
    return hitTestBand(model, scale.ms(x));
  const rowLayout = rowLayouts.find(
    ({ top, height }) => y >= top - 2 && y <= top + height + 2,
  );
  if (!rowLayout) return NO_HIT;
  const toleranceMs = (scale.ms(x + NEAR_PX) - scale.ms(x - NEAR_PX)) / 2;
  const point = { ms: scale.ms(x), toleranceMs, y };
  if (rowLayout.lane) return hitTestLane(model, rowLayout, point);
  if (rowLayout.strip) return hitTestStrip(model, rowLayout, point);
  return hitTestLevel(model, rowLayout, point.ms);
}

/**
 * @param {Model} model
 * @param {number} ms
 * @returns {Found}
 */
function hitTestBand({ bands, end }, ms) {
  const band = bands.find(({ from, to }) => ms >= from && ms <= to);
  if (!band) return NO_HIT;
  const times = `${formatTime(band.from, end)} to ${formatTime(band.to, end)}`;
  const description = `${times}: a phase ending with ${quoteLine(band.name)}`;
  return { description, step: undefined };
}

/**
 * @param {Model} model
 * @param {RowLayout} rowLayout
 * @param {{ ms: number, toleranceMs: number, y: number }} at
 * @returns {Found}
 */
function hitTestLane(model, rowLayout, { ms, toleranceMs, y }) {
  const lane = /** @type {import('./lanes.js').Lane} */ (rowLayout.lane);
  const pin = y < rowLayout.barTop && hitTestPin(model, lane, ms, toleranceMs);
  if (pin) return pin;
  const task = lane.task?.id;
  const whole = {
    description: describeLane(lane, model.names),
    step: undefined,
  };
  if (task === undefined) return whole;
  const block = lane.blocks.find((block) =>
    spanContains(block, ms, toleranceMs / 2),
  );
  if (block) return createBarHit(model, 'block', block, task);
  const row = lane.rows.find(
    (_, index) => y <= waitRowTop(rowLayout, index) + rowLayout.barHeight + 1,
  );
  const wait = row?.find((wait) => spanContains(wait, ms, 0));
  if (wait) return createBarHit(model, 'wait', wait, task);
  const poll = closestSpan(lane.polls, ms, toleranceMs);
  if (!poll) return whole;
  return {
    description: describePoll(poll, lane.name, model.names),
    step: undefined,
  };
}

/**
 * @param {Model} model
 * @param {import('./pins.js').RowWithPins} row
 * @param {number} ms
 * @param {number} toleranceMs
 * @returns {Found | undefined}
 */
function hitTestPin(model, { pins }, ms, toleranceMs) {
  const pin = closestPin(pins, ms, toleranceMs * 1.5);
  const step = pin && model.steps.find(({ about }) => about === pin);
  return step && { description: model.describe(step), step };
}

/**
 * @param {Model} model
 * @param {RowLayout} rowLayout
 * @param {{ ms: number, toleranceMs: number, y: number }} at
 * @returns {Found}
 */
function hitTestStrip(model, rowLayout, { ms, toleranceMs, y }) {
  const strip = /** @type {import('./strips.js').Strip} */ (rowLayout.strip);
  const pin = y < rowLayout.barTop && hitTestPin(model, strip, ms, toleranceMs);
  if (pin) return pin;
  const block = strip.blocks.find((block) =>
    spanContains(block, ms, toleranceMs / 2),
  );
  if (block) return createBarHit(model, 'block', block, block.task);
  const poll = closestSpan(strip.polls, ms, toleranceMs);
  const createHit = (/** @type {string} */ words) => ({
    description: words,
    step: undefined,
  });
  const { names } = model;
  if (poll)
    return createHit(describePoll(poll, names.nameTask(poll.task), names));
  const { end } = names;
  const isParked = strip.parks.some((park) => spanContains(park, ms, 0));
  if (isParked) {
    return createHit(
      `${formatTime(ms, end)}: ${strip.name} rests: no task can go on, ` +
        'so it waits for a timer, for input or for another thread to wake it',
    );
  }
  const life = `${formatTime(strip.start, end)} to ${formatTime(strip.end, end)}`;
  const isThere = !strip.alive && ms >= strip.start && ms <= strip.end;
  const but = isThere ? '; what it does here is unknown' : '';
  return createHit(`${life}: ${strip.name}${but}`);
}

/**
 * @param {Model} model
 * @param {RowLayout} rowLayout
 * @param {number} ms
 * @returns {Found}
 */
function hitTestLevel({ names }, { level, detail }, ms) {
  const value = level?.values.filter(([from]) => from <= ms).pop()?.[1];
  if (!level || value === undefined) return NO_HIT;
  const where = detail ? `, ${detail}` : '';
  const what = `${level.objectKind}${where}: ${describeLevel(level, value)}`;
  return {
    description: `${formatTime(ms, names.end)}: ${what}`,
    step: undefined,
  };
}

/**
 * @param {Model} model
 * @param {'block' | 'wait'} kind
 * @param {any} about
 * @param {number | undefined} task
 * @returns {Found}
 */
function createBarHit(model, kind, about, task) {
  const step = model.steps.find((step) => step.about === about) ?? {
    ms: about.start,
    kind,
    task,
    thread: about.thread,
    line: about.line,
    about,
  };
  return { description: describeBar(step, about.end, model.names), step };
}

/**
 * @param {{ start: number, end: number }} span
 * @param {number} ms
 * @param {number} toleranceMs
 */
function spanContains({ start, end }, ms, toleranceMs) {
  return ms >= start - toleranceMs && ms <= end + toleranceMs;
}

/**
 * @template {{ start: number, end: number }} T
 * @param {T[]} spans in their order
 * @param {number} ms
 * @param {number} toleranceMs
 */
function closestSpan(spans, ms, toleranceMs) {
  let [low, high] = [0, spans.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (spans[middle].start <= ms + toleranceMs) low = middle + 1;
    else high = middle;
  }
  const found = spans[low - 1];
  return found && found.end >= ms - toleranceMs ? found : undefined;
}

/**
 * @param {Pin[]} pins
 * @param {number} ms
 * @param {number} toleranceMs
 */
function closestPin(pins, ms, toleranceMs) {
  const distance = (/** @type {Pin} */ pin) => Math.abs(pin.ms - ms);
  return pins
    .filter((pin) => distance(pin) <= toleranceMs)
    .sort((a, b) => distance(a) - distance(b))[0];
}
