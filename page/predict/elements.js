// @ts-check
// Small pieces of the page.

/**
 * @param {string} name
 * @param {string} className
 * @param {...(Node | string)} content
 */
export function element(name, className, ...content) {
  const it = document.createElement(name);
  if (className) it.className = className;
  it.append(...content);
  return it;
}

/**
 * @param {string} label
 * @param {() => void} act
 */
export function button(label, act) {
  const it = document.createElement('button');
  it.type = 'button';
  it.className = 'listing-button';
  it.textContent = label;
  it.addEventListener('click', act);
  return it;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Lines in a square of 16 units. */
const PATHS = {
  right: 'M3 8.5l3.2 3.2L13 4.8',
  wrong: 'M4 4l8 8m0-8l-8 8',
  up: 'M4 10l4-4 4 4',
  down: 'M4 6l4 4 4-4',
  grip: 'M3 6h10M3 10h10',
};

/** @param {keyof PATHS} name */
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', `predict-icon predict-icon-${name}`);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}
