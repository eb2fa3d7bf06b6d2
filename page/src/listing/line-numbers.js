// Numbers the lines of each listing. Its timeline, the compiler and the editor
// use these numbers, also if a part of the listing is folded.
import { createElement } from '../dom/elements.js';

export function addLineNumbers() {
  for (const pre of document.querySelectorAll('.listing > pre')) {
    // mdBook splits the lines of Rust code before it highlights them.
    const code = pre.querySelector('code.language-rust');
    if (code) addLineNumbersTo(code);
  }
}

/** @param {Element} code */
function addLineNumbersTo(code) {
  const gutter = createElement('span', {
    class: 'listing-lines',
    'aria-hidden': 'true',
  });
  code.after(gutter);
  const update = () => {
    const isCodeFolded = code.classList.contains('hide-boring');
    const shown = findShownLineNumbers(findFoldedLines(code), isCodeFolded);
    // The style shows them, so they are not copied, found or read out.
    gutter.dataset.lines = shown.join('\n');
  };
  update();
  code.addEventListener('gap-unfolded', update);
  new MutationObserver(update).observe(code, { attributeFilter: ['class'] });
}

/** @typedef {{ isFolded: boolean, isBelowGap: boolean }} FoldedLine */

/**
 * Returns the numbers of the lines that are shown, and nothing beside a gap.
 * @param {FoldedLine[]} lines
 * @param {boolean} isCodeFolded
 */
function findShownLineNumbers(lines, isCodeFolded) {
  return lines.flatMap(({ isFolded, isBelowGap }, index) => {
    const gap = isCodeFolded && isBelowGap ? [''] : [];
    return isCodeFolded && isFolded ? gap : [...gap, index + 1];
  });
}

/**
 * Returns for each line whether it is folded, and whether the mark of a gap
 * is above it.
 * @param {Element} code
 */
function findFoldedLines(code) {
  /** @type {FoldedLine[]} */
  const lines = [];
  let isLineStart = true;
  let isBelowGap = false;
  const walker = document.createTreeWalker(
    code,
    NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT,
  );
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    if (node instanceof Element) {
      isBelowGap ||= node.matches('.listing-gap');
      continue;
    }
    const isFolded = Boolean(
      node.parentElement?.closest('.boring:not(.is-unfolded)'),
    );
    for (const part of (node.textContent ?? '').split(/(?<=\n)/)) {
      if (isLineStart && part) {
        lines.push({ isFolded, isBelowGap });
        isBelowGap = false;
      }
      isLineStart = part.endsWith('\n');
    }
  }
  return lines;
}
