// Links the compiler's error codes to their explanations.
import { createElement } from '../dom/elements.js';

const EXPLANATIONS_URL = 'https://doc.rust-lang.org/error_codes/';
const ERROR_CODE = /^E\d{4}$/;
/** What the compiler says about a broken listing, and codes in the prose. */
const CODE_SELECTOR =
  '.listing-broken .listing-output code, main :is(p, li, td) > code';
/** The code in `error[E0382]`, or a text that is only a code. */
const CODE_IN_TEXT = /(?<=error\[)E\d{4}(?=\])|^E\d{4}$/g;

/** @param {string} code */
export function isErrorCode(code) {
  return ERROR_CODE.test(code);
}

/** @param {string} code */
export function createErrorCodeLink(code) {
  const attributes = { href: `${EXPLANATIONS_URL}${code}.html` };
  return createElement('a', attributes, code);
}

/** Links the codes that are on the page when it's loaded. */
export function linkErrorCodes() {
  for (const code of document.querySelectorAll(CODE_SELECTOR)) {
    if (!code.closest('a')) linkCodesIn(code);
  }
}

/** @param {Element} element */
function linkCodesIn(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const texts = [];
  while (walker.nextNode()) {
    texts.push(/** @type {Text} */ (walker.currentNode));
  }
  for (const text of texts) {
    const parts = splitAtErrorCodes(text.data);
    if (parts.length > 1 || isErrorCode(text.data)) {
      text.replaceWith(
        ...parts.map((part) =>
          isErrorCode(part) ? createErrorCodeLink(part) : part,
        ),
      );
    }
  }
}

/**
 * Splits a text before and after each error code.
 * @param {string} text
 */
export function splitAtErrorCodes(text) {
  /** @type {string[]} */
  const parts = [];
  let end = 0;
  for (const { 0: code, index } of text.matchAll(CODE_IN_TEXT)) {
    parts.push(text.slice(end, index), code);
    end = index + code.length;
  }
  return [...parts, text.slice(end)].filter((part) => part !== '');
}
