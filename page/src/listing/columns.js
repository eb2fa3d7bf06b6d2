// The two parts of a card, which wide screens show side by side: its code, and
// what comes of it.
import { createElement } from '../dom/elements.js';

/**
 * Puts the code of a card into one part, together with the button that unfolds
 * it, and what comes of the code into a second part after it.
 * @param {HTMLElement} pre the code
 * @param {(Element | '')[]} belowCode what stays with the code
 * @param {Element[]} results
 */
export function arrangeColumns(pre, belowCode, results) {
  const { previousElementSibling: before } = pre;
  const foldButton = before instanceof HTMLButtonElement ? before : '';
  const code = createElement('div', { class: 'listing-code' });
  pre.before(code);
  code.append(foldButton, pre, ...belowCode);
  code.after(createElement('div', { class: 'listing-results' }, ...results));
}
