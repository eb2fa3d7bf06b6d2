// Keeps an option such as `--release` on one line. Browsers would break a line
// after any of its hyphens, and no style prevents that in a part of a text.
import { createElement } from '../dom/elements.js';

/** Code whose lines the browser breaks. */
const BREAKABLE_CODE =
  'main :not(pre) > code, main pre > code:is(.language-console, .language-text)';
/** Longer words may be wider than a phone. */
const OPTION = /(?<=^|\s)-[\w.=-]{1,23}(?=$|[\s,;/])/g;

export function keepOptionsWhole() {
  for (const code of document.querySelectorAll(BREAKABLE_CODE)) {
    if (!code.textContent?.includes('-')) continue;
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    /** @type {Text[]} */
    const texts = [];
    while (walker.nextNode()) {
      texts.push(/** @type {Text} */ (walker.currentNode));
    }
    for (const text of texts) wrapOptions(text);
  }
}

/** @param {Text} text */
function wrapOptions(text) {
  // From the end, so that the places before it stay the same.
  for (const { 0: option, index } of [
    ...text.data.matchAll(OPTION),
  ].reverse()) {
    const found = text.splitText(index);
    found.splitText(option.length);
    found.replaceWith(createElement('span', { class: 'option' }, option));
  }
}
