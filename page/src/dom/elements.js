// Creates elements of HTML and SVG.

const SVG_NAMESPACE = 'http://www.w3.org/2000/svg';

/** @typedef {Record<string, string | number | undefined>} Attributes */

/**
 * Creates an HTML element. Attributes that are `undefined` are left out.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function createElement(tag, attributes = {}, ...children) {
  return fillElement(document.createElement(tag), attributes, children);
}

/**
 * Creates an SVG element. Attributes that are `undefined` are left out.
 * @param {string} tag
 * @param {Attributes} [attributes]
 * @param {...(Node | string)} children
 * @returns {SVGElement}
 */
export function createSvgElement(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG_NAMESPACE, tag);
  return fillElement(/** @type {SVGElement} */ (element), attributes, children);
}

/**
 * @template {Element} T
 * @param {T} element
 * @param {Attributes} attributes
 * @param {(Node | string)[]} children
 * @returns {T}
 */
function fillElement(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children);
  return element;
}

/** @typedef {{ label: string, title?: string, onClick: () => void }} Action */

/**
 * Creates a button that shows its label.
 * @param {Action} action
 * @param {string} [className]
 */
export function createButton(
  { label, title, onClick },
  className = 'listing-button',
) {
  const attributes = { type: 'button', class: className, title };
  const button = createElement('button', attributes, label);
  button.addEventListener('click', onClick);
  return button;
}

/** Creates text that only screen readers present. */
export function createScreenReaderText(/** @type {string} */ text) {
  return createElement('span', { class: 'visually-hidden' }, text);
}

/**
 * Creates a folded block of preformatted text.
 * @param {string} summary
 * @param {string} text
 */
export function createFoldedText(summary, text) {
  return createElement(
    'details',
    {},
    createElement('summary', {}, summary),
    createElement('pre', { tabindex: 0 }, text),
  );
}

/**
 * Creates the parts of a text in which backticks enclose code.
 * @param {string} text
 * @param {'code' | 'kbd'} [tag]
 */
export function createTextWithCode(text, tag = 'code') {
  return splitAtBackticks(text).map((part, i) =>
    i % 2 === 1 ? createElement(tag, {}, part) : part,
  );
}

/**
 * Splits a text at its backticks, so that every second part is code. A last
 * backtick without a partner is text, for example in the message of a panic.
 * @param {string} text
 */
export function splitAtBackticks(text) {
  const parts = text.split('`');
  if (parts.length % 2 === 1) return parts;
  const unpaired = parts.slice(-2).join('`');
  return [...parts.slice(0, -2), unpaired];
}
