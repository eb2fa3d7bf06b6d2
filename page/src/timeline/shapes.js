// The shapes of a picture. Thousands of spans become one path, in which those
// that touch each other are one.
import { createSvgElement } from '../dom/elements.js';

/** @typedef {import('./scale.js').Scale} Scale */

/** What is too short to be seen is drawn so wide. */
const MIN_SHAPE_WIDTH_PX = 2;
/** Of the small text in bars. */
export const CHARACTER_WIDTH_PX = 6.3;
const TOOTH_DEPTH_PX = 4;
/** So that what stands at its end does not hide where it was cut. */
const CUT_GAP_PX = 3;

/**
 * @param {{ start: number, end: number }[]} spans in their order
 * @param {Scale} scale
 * @param {number} top
 * @param {number} height
 * @param {string} name class
 */
export function drawSpans(spans, scale, top, height, name) {
  /** @type {string[]} */
  const parts = [];
  let [from, to] = [-1, -1];
  const flush = () => {
    if (from >= 0) parts.push(`M${from} ${top}H${to}v${height}H${from}z`);
  };
  for (const { start, end } of spans) {
    const x = scale.x(start);
    const right = Math.max(scale.x(end), x + MIN_SHAPE_WIDTH_PX);
    if (from >= 0 && x <= to + 0.5) {
      to = Math.max(to, right);
      continue;
    }
    flush();
    [from, to] = [x, right];
  }
  flush();
  return createSvgElement('path', { class: name, d: parts.join('') });
}

/**
 * A bar; one that was cut off ends in teeth.
 * @param {{ x: number, right: number, y: number, height: number,
 *   isCut: boolean, name: string }} bar
 */
export function drawBar({ x, right, y, height, isCut, name }) {
  const width = Math.max(right - x, MIN_SHAPE_WIDTH_PX);
  if (!isCut) {
    return createSvgElement('rect', {
      class: name,
      x,
      y,
      width,
      height,
      rx: 3,
    });
  }
  const tooth = `l${-TOOTH_DEPTH_PX} ${height / 4}l${TOOTH_DEPTH_PX} ${height / 4}`;
  const toothRight = Math.max(x + width - CUT_GAP_PX, x + TOOTH_DEPTH_PX);
  const d = `M${x} ${y}H${toothRight}${tooth}${tooth}H${x}z`;
  return createSvgElement('path', { class: name, d });
}

/**
 * The longest of some texts that fits, or none.
 * @param {string[]} texts the longest first
 * @param {number} width
 */
export function longestFittingText(texts, width) {
  return texts.find((text) => text.length * CHARACTER_WIDTH_PX + 10 <= width);
}

/**
 * @param {string} words
 * @param {number} x
 * @param {number} y of its middle
 * @param {string} name class
 */
export function drawText(words, x, y, name) {
  return createSvgElement('text', { class: name, x, y: y + 4 }, words);
}

/**
 * How something changes in steps, as an area.
 * @param {[number, number][]} values
 * @param {{ scale: Scale, end: number, top: number, height: number,
 *   peak: number, name: string }} place
 */
export function drawStepArea(values, { scale, end, top, height, peak, name }) {
  if (values.length === 0) return createSvgElement('path', { class: name });
  const base = top + height;
  const y = (/** @type {number} */ value) =>
    Math.round((base - (value / Math.max(peak, 1)) * height) * 10) / 10;
  const steps = lastStepsAtX(
    values.map(([ms, value]) => [scale.x(ms), y(value)]),
  );
  const pathStart = `M${scale.x(values[0][0])} ${base}`;
  const edge = steps.map(([x, y]) => `H${x}V${y}`).join('');
  const d = `${pathStart}${edge}H${scale.x(end)}V${base}z`;
  return createSvgElement('path', { class: name, d });
}

/**
 * Of several steps at one place, only the last can be seen.
 * @param {[x: number, y: number][]} steps
 */
export function lastStepsAtX(steps) {
  return steps.filter(([x], index) => steps[index + 1]?.[0] !== x);
}

/** Red with stripes, so that colour isn't the only sign of a blocked loop. */
export function createHatchPattern(/** @type {string} */ id) {
  const size = { width: 6, height: 6, patternUnits: 'userSpaceOnUse' };
  return createSvgElement(
    'defs',
    {},
    createSvgElement(
      'pattern',
      { id, ...size, patternTransform: 'rotate(45)' },
      createSvgElement('rect', {
        class: 'timeline-hatch-ground',
        width: 6,
        height: 6,
      }),
      createSvgElement('rect', {
        class: 'timeline-hatch-line',
        width: 2.5,
        height: 6,
      }),
    ),
  );
}
