// @ts-check
// Makes elements of HTML and SVG.

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Record<string, string | number | undefined>} Attributes */

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function svg(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  fill(element, attributes, children);
  return /** @type {SVGElement} */ (element);
}

/**
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElement}
 */
export function html(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  fill(element, attributes, children);
  return element;
}

/**
 * @param {Element} element
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children
 */
function fill(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
}

/**
 * A button that shows an icon, and says in words what it does.
 * @param {string} label
 * @param {string} path of the icon, 16 units wide and high
 * @param {() => void} act
 */
export function iconButton(label, path, act) {
  const button = html('button', {
    type: 'button',
    class: 'timeline-button',
    title: label,
    'aria-label': label,
  });
  button.addEventListener('click', act);
  showIcon(button, path);
  return button;
}

/**
 * @param {Element} button
 * @param {string} path
 */
export function showIcon(button, path) {
  const icon = { viewBox: '0 0 16 16', width: 16, height: 16 };
  button.replaceChildren(
    svg('svg', { ...icon, 'aria-hidden': 'true' }, svg('path', { d: path })),
  );
}
