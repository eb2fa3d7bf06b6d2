// Links the names in a listing's code to their documentation. Nothing is
// requested until the reader follows a link.
import { createElement } from '../dom/elements.js';

/** What stands in these isn't code. */
const NON_CODE_SELECTOR = '.hljs-comment, .hljs-string';

/** @typedef {{ start: number, end: number, url: string }} Link */

export function linkApiNames() {
  for (const data of document.querySelectorAll('script.api-links')) {
    const code = data.closest('section')?.querySelector('pre > code');
    if (code) linkNames(code, JSON.parse(data.textContent ?? '{}'));
  }
}

/**
 * @param {Element} code
 * @param {Record<string, string>} urls by name
 */
function linkNames(code, urls) {
  const links = findLinks(code.textContent ?? '', urls);
  /** Each name is reached by keyboard once. @type {Set<string>} */
  const reachable = new Set();
  let offset = 0;
  for (const node of findTextNodes(code)) {
    const { data } = node;
    const nodeStart = offset;
    offset += data.length;
    if (node.parentElement?.closest(NON_CODE_SELECTOR)) continue;
    /** @type {(string | Node)[]} */
    const parts = [];
    let end = 0;
    for (const link of links) {
      const from = Math.max(link.start - nodeStart, 0);
      const to = link.end - nodeStart;
      if (from >= data.length || to <= 0 || to > data.length) continue;
      const isFolded = node.parentElement?.closest('.boring');
      const isFirst = !isFolded && !reachable.has(link.url);
      if (isFirst) reachable.add(link.url);
      const attributes = {
        class: 'api-link',
        href: link.url,
        tabindex: isFirst ? undefined : -1,
      };
      const text = data.slice(from, to);
      parts.push(data.slice(end, from), createElement('a', attributes, text));
      end = to;
    }
    if (parts.length > 0) node.replaceWith(...parts, data.slice(end));
  }
}

/** @param {Element} code */
function findTextNodes(code) {
  const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
  /** @type {Text[]} */
  const nodes = [];
  while (walker.nextNode()) {
    nodes.push(/** @type {Text} */ (walker.currentNode));
  }
  return nodes;
}

/**
 * Finds the names in a program. A name in lower case may also be a variable, so
 * it counts only in a `use` declaration, before a path, or if it is called.
 * @param {string} text
 * @param {Record<string, string>} urls by name
 * @returns {Link[]} in the order of the text
 */
export function findLinks(text, urls) {
  return [...text.matchAll(/(?<![\w.:])[a-z_]\w*(?:::\w+)*/gi)].flatMap(
    ({ 0: path, index }) => {
      const name = longestDocumentedPath(path, urls);
      if (!name) return [];
      const end = index + name.length;
      const isSure =
        /[A-Z]|::/.test(name) ||
        /^(\(|!|::)/.test(text.slice(end)) ||
        isInUseDeclaration(text, index);
      return isSure ? [{ start: index, end, url: urls[name] }] : [];
    },
  );
}

/**
 * Returns as much of a path as has a page: `Duration` of `Duration::from_secs`.
 * @param {string} path
 * @param {Record<string, string>} urls
 */
function longestDocumentedPath(path, urls) {
  const parts = path.split('::');
  for (let count = parts.length; count > 0; count -= 1) {
    const name = parts.slice(0, count).join('::');
    if (Object.hasOwn(urls, name)) return name;
  }
  return undefined;
}

/**
 * @param {string} text
 * @param {number} index
 */
function isInUseDeclaration(text, index) {
  const statement = text.slice(0, index).split(';').at(-1) ?? '';
  return /(^|\n)\s*use [^\n=]*(\n[^\n=]*)*$/.test(statement);
}
