// Which row of a picture has which height, from top to bottom.

import { BAND_NAMES_HEIGHT_PX } from './bands.js';

/** @typedef {import('./model.js').Model} Model */

/**
 * A row of the picture: of one or more tasks, of a thread, or of a level.
 * @typedef {object} RowLayout
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

const BAR_HEIGHT_PX = 18;
const ROW_GAP_PX = 3;
const LANE_GAP_PX = 11;
const THIN_STRIP_HEIGHT_PX = 11;
const AGGREGATE_HEIGHT_PX = 38;
const LEVEL_HEIGHT_PX = 24;
/** Marks of printed lines, panics and missed messages stand here. */
const PINS_HEIGHT_PX = 9;
const STRIPS_GAP_PX = 10;

/**
 * @typedef {object} Layout
 * @property {RowLayout[]} rowLayouts
 * @property {number} height
 * @property {number | undefined} stripsTop where threads follow the tasks
 */

/** @typedef {Omit<RowLayout, 'top' | 'barTop' | 'height'>} Unplaced */

/**
 * @param {Model} model
 * @returns {Layout}
 */
export function createLayout(model) {
  let top = 6 + (model.bands.length > 0 ? BAND_NAMES_HEIGHT_PX : 0);
  /** @type {RowLayout[]} */
  const rowLayouts = [];
  /** @type {(rowLayout: Unplaced, rows: number, hasPins: boolean) => void} */
  const add = (rowLayout, rows, hasPins) => {
    const barTop = top + (hasPins ? PINS_HEIGHT_PX : 0);
    const each = rowLayout.barHeight + ROW_GAP_PX;
    const height = barTop - top + Math.max(rows, 1) * each - ROW_GAP_PX;
    rowLayouts.push({ ...rowLayout, top, barTop, height });
    top += height + LANE_GAP_PX;
  };

  const aside = { depth: 0, isMinor: true };
  for (const lane of model.lanes) addLaneRow(lane, add);
  for (const level of model.levels) {
    const detail = level.line === undefined ? '' : `line ${level.line}`;
    const name = level.objectKind;
    add(
      { name, detail, ...aside, level, barHeight: LEVEL_HEIGHT_PX },
      1,
      false,
    );
  }
  const stripsTop = model.hasTasks && model.strips.length > 0 ? top : undefined;
  if (stripsTop !== undefined) top += STRIPS_GAP_PX;
  for (const strip of model.strips) {
    const stripPx = strip.alive
      ? AGGREGATE_HEIGHT_PX
      : stripHeight(strip, model);
    const { name } = strip;
    const isMinor = model.hasTasks;
    const rowLayout = { name, detail: '', depth: 0, isMinor, strip };
    add({ ...rowLayout, barHeight: stripPx }, 1, strip.pins.length > 0);
  }
  return { rowLayouts, height: top, stripsTop };
}

/**
 * Below tasks a strip stands back, unless it alone shows what its thread does.
 * @param {import('./strips.js').Strip} strip
 * @param {Model} model
 */
function stripHeight({ blocks }, { hasTasks }) {
  const hasOwn = blocks.some(({ task }) => task === undefined);
  return hasTasks && !hasOwn ? THIN_STRIP_HEIGHT_PX : BAR_HEIGHT_PX;
}

/**
 * @param {import('./lanes.js').Lane} lane
 * @param {Function} add
 */
function addLaneRow(lane, add) {
  const { name, depth, aggregate } = lane;
  const detail = lane.line === undefined ? '' : `line ${lane.line}`;
  const barHeight = aggregate ? AGGREGATE_HEIGHT_PX : BAR_HEIGHT_PX;
  const fullName = lane.task?.name;
  const row = { name, fullName, detail, depth, lane, barHeight };
  const rowLayout = { ...row, isMinor: false };
  add(rowLayout, lane.rows.length, lane.pins.length > 0);
}

/** The top of a row of waits in a lane. */
export function waitRowTop(
  /** @type {RowLayout} */ rowLayout,
  /** @type {number} */ row,
) {
  return rowLayout.barTop + row * (rowLayout.barHeight + ROW_GAP_PX);
}
