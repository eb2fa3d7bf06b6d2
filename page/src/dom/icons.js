// The icons of the page, in a square of 16 units. Each stands beside words
// with the same meaning, so screen readers skip it.
import { createSvgElement } from './elements.js';

/** Lines, whose width the style gives, or filled shapes. */
const ICON_PATHS = {
  check: 'M3 8.5l3.2 3.2L13 4.8',
  cross: 'M4 4l8 8m0-8l-8 8',
  dash: 'M4 8h8',
  triangle: 'M4.5 3.5v9L12 8z',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  grip: 'M3 6h10M3 10h10',
  back: 'M3 3h2v10H3zM13 3v10L6 8z',
  play: 'M4 2.5v11L13.5 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  next: 'M3 3v10l7-5zM11 3h2v10h-2z',
  minus: 'M3 7h10v2H3z',
  plus: 'M7 3h2v4h4v2H9v4H7V9H3V7h4z',
};

/** @typedef {keyof typeof ICON_PATHS} IconName */

/**
 * @param {IconName} name
 * @param {import('./elements.js').Attributes} [attributes]
 */
export function createIcon(name, attributes = {}) {
  return createSvgElement(
    'svg',
    { viewBox: '0 0 16 16', 'aria-hidden': 'true', ...attributes },
    createSvgElement('path', { d: ICON_PATHS[name] }),
  );
}
