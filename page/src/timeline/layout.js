// Which row of a picture has which height, from top to bottom.

import { BAND_NAMES_PX } from './bands.js';

/** @typedef {import('./model.js').Model} Model */

/**
 * A row of the picture: of one or more tasks, of a thread, or of a level.
 * @typedef {object} Place
 * @property {number} top
 * @property {number} height
 * @property {number} barTop where its bars begin, below what is pinned on it
 * @property {number} barHeight of one row of bars
 * @property {string} name
 * @property {string} [fullName] of what has a shorter name in the picture
 * @property {string} detail beside the name
 * @property {number} depth
 * @property {boolean} isMinor whether it stands back behind the tasks
 * @property {import('./lanes.js').Lane} [lane]
 * @property {import('./strips.js').Strip} [strip]
 * @property {import('./document.js').Level} [level]
 */

const BAR_PX = 18;
const BETWEEN_ROWS_PX = 3;
const BETWEEN_LANES_PX = 11;
const STRIP_PX = 11;
const AGGREGATE_PX = 38;
const LEVEL_PX = 24;
/** Marks of printed lines, panics and missed messages stand here. */
const PINS_PX = 9;
const BEFORE_STRIPS_PX = 10;

/**
 * @typedef {object} Layout
 * @property {Place[]} places
 * @property {number} height
 * @property {number | undefined} stripsTop where threads follow the tasks
 */

/** @typedef {Omit<Place, 'top' | 'barTop' | 'height'>} Unplaced */

/**
 * @param {Model} model
 * @returns {Layout}
 */
export function layoutOf(model) {
  let top = 6 + (model.bands.length > 0 ? BAND_NAMES_PX : 0);
  /** @type {Place[]} */
  const places = [];
  /** @type {(place: Unplaced, rows: number, hasPins: boolean) => void} */
  const add = (place, rows, hasPins) => {
    const barTop = top + (hasPins ? PINS_PX : 0);
    const each = place.barHeight + BETWEEN_ROWS_PX;
    const height = barTop - top + Math.max(rows, 1) * each - BETWEEN_ROWS_PX;
    places.push({ ...place, top, barTop, height });
    top += height + BETWEEN_LANES_PX;
  };

  const aside = { depth: 0, isMinor: true };
  for (const lane of model.lanes) addLane(lane, add);
  for (const level of model.levels) {
    const detail = level.line === undefined ? '' : `line ${level.line}`;
    const name = level.objectKind;
    add({ name, detail, ...aside, level, barHeight: LEVEL_PX }, 1, false);
  }
  const stripsTop = model.hasTasks && model.strips.length > 0 ? top : undefined;
  if (stripsTop !== undefined) top += BEFORE_STRIPS_PX;
  for (const strip of model.strips) {
    const stripPx = strip.alive ? AGGREGATE_PX : stripHeight(strip, model);
    const { name } = strip;
    const isMinor = model.hasTasks;
    const place = { name, detail: '', depth: 0, isMinor, strip };
    add({ ...place, barHeight: stripPx }, 1, strip.pins.length > 0);
  }
  return { places, height: top, stripsTop };
}

/**
 * Below tasks a strip stands back, unless it alone shows what its thread does.
 * @param {import('./strips.js').Strip} strip
 * @param {Model} model
 */
function stripHeight({ blocks }, { hasTasks }) {
  const hasOwn = blocks.some(({ task }) => task === undefined);
  return hasTasks && !hasOwn ? STRIP_PX : BAR_PX;
}

/**
 * @param {import('./lanes.js').Lane} lane
 * @param {Function} add
 */
function addLane(lane, add) {
  const { name, depth, aggregate } = lane;
  const detail = lane.line === undefined ? '' : `line ${lane.line}`;
  const barHeight = aggregate ? AGGREGATE_PX : BAR_PX;
  const fullName = lane.task?.name;
  const row = { name, fullName, detail, depth, lane, barHeight };
  const place = { ...row, isMinor: false };
  add(place, lane.rows.length, lane.pins.length > 0);
}

/** The top of a row of waits in a lane. */
export function rowTop(/** @type {Place} */ place, /** @type {number} */ row) {
  return place.barTop + row * (place.barHeight + BETWEEN_ROWS_PX);
}
