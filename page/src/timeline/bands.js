// Bands: the phases of a crowded run, each named by the line that ends it.

import { createSvgElement } from '../dom/elements.js';
import { CHARACTER_WIDTH_PX, drawText } from './shapes.js';

/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./document.js').Print} Print */

/**
 * @typedef {object} Band
 * @property {number} from
 * @property {number} to when its line is printed
 * @property {string} name
 */

/** The names stand here, above the first lane. */
export const BAND_NAMES_HEIGHT_PX = 18;
/** With fewer waits in the main lane, a picture isn't crowded. */
const MIN_CROWDED_WAITS = 5;
const [MIN_BANDS, MAX_BANDS] = [3, 8];
/** Lines closer than this share of the picture are printed at one time. */
const SAME_TIME_FRACTION = 0.02;
/** In a narrower band, no name can be read. */
const MIN_BAND_FRACTION = 0.06;
const MIN_NAME_CHARACTERS = 3;

/**
 * Divides a run whose lines are all printed by its main task. A run that still
 * goes on has no bands, since they would move.
 * @param {Document} doc
 * @param {import('./scale.js').Span} span that is shown
 * @param {(print: Print) => string | undefined} lineOf what a print wrote
 * @returns {Band[]}
 */
export function findBands(doc, span, lineOf) {
  const prints = doc.pins
    .filter((pin) => pin.kind === 'print')
    .filter(({ stream }) => stream === 'stdout')
    .sort((a, b) => a.ms - b.ms);
  const main = doc.tasks.find(({ kind }) => kind === 'main');
  if (main?.end === undefined) return [];
  if (prints.some(({ task }) => task !== main.id)) return [];
  const waits = doc.waits.filter(({ task }) => task === main.id);
  if (waits.length < MIN_CROWDED_WAITS) return [];
  const length = span.to - span.from;
  /** @type {Band[]} */
  const bands = [];
  let from = span.from;
  for (const print of prints) {
    if (print.ms - from < SAME_TIME_FRACTION * length) continue;
    bands.push({ from, to: print.ms, name: lineOf(print) ?? '' });
    from = print.ms;
  }
  const isReadable = (/** @type {Band} */ { from, to }) =>
    to - from >= MIN_BAND_FRACTION * length;
  const fits = bands.length >= MIN_BANDS && bands.length <= MAX_BANDS;
  return fits && bands.every(isReadable) ? bands : [];
}

/**
 * @param {Band[]} bands
 * @param {import('./scale.js').Scale} scale
 * @param {number} height of the picture
 */
export function drawBands(bands, scale, height) {
  return bands.map(({ from, to, name }, index) => {
    const [x, right] = [scale.x(from), scale.x(to)];
    const area = { x, y: 0, width: right - x, height };
    const tone = index % 2 === 0 ? 'timeline-band' : 'timeline-band-odd';
    return createSvgElement(
      'g',
      {},
      createSvgElement('rect', { class: tone, ...area }),
      ...drawBandName(name, x, right),
    );
  });
}

/**
 * @param {string} name
 * @param {number} x
 * @param {number} right
 */
function drawBandName(name, x, right) {
  const room = Math.floor((right - x - 10) / CHARACTER_WIDTH_PX);
  if (room < MIN_NAME_CHARACTERS) return [];
  const shown = name.length <= room ? name : `${name.slice(0, room - 1)}…`;
  return [
    drawText(shown, x + 5, BAND_NAMES_HEIGHT_PX / 2, 'timeline-band-name'),
  ];
}
