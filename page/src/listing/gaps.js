// Marks where a card leaves lines out, with a button that shows these lines.

/** The class of folded lines that the reader has unfolded. */
const UNFOLDED_CLASS = 'is-unfolded';

/**
 * Puts a button into each gap of the code; it hides with the gap.
 * @param {Element} code
 * @param {HTMLElement} foldButton takes the focus when a button is gone
 */
export function addGapButtons(code, foldButton) {
  for (const gap of findGaps(code)) {
    const lineCount = gap.flatMap(splitElementLines).length;
    // A blank line is no loss, nor is the title, which the card shows.
    const isCode = gap.some((element) => hasCode(element));
    if (isCode)
      gap[0].before(createGapButton(code, gap, lineCount, foldButton));
  }
}

/** @param {Element} element */
function hasCode(element) {
  const text = (element.textContent ?? '').trim();
  return text !== '' && !text.startsWith('//!');
}

/**
 * Folded elements that follow each other.
 * @param {Element} code
 */
function findGaps(code) {
  /** @type {Element[][]} */
  const found = [];
  let isOpen = false;
  for (const node of code.childNodes) {
    const isFolded = node instanceof Element && node.matches('.boring');
    if (isFolded && isOpen) found[found.length - 1].push(node);
    else if (isFolded) found.push([node]);
    isOpen = isFolded;
  }
  return found;
}

/** @param {Element} element */
function splitElementLines(element) {
  return (element.textContent ?? '').replace(/\n$/, '').split('\n');
}

/**
 * Its words are content of the style, so that they are no part of the code.
 * @param {Element} code
 * @param {Element[]} gap
 * @param {number} lineCount
 * @param {HTMLElement} foldButton
 */
function createGapButton(code, gap, lineCount, foldButton) {
  const lines = lineCount === 1 ? '1 line' : `${lineCount} lines`;
  const label = `${lines}: show`;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'listing-gap';
  button.dataset.words = label;
  // On paper, a reader can't unfold these lines.
  button.dataset.lines = lines;
  button.setAttribute('aria-label', label);
  button.addEventListener('click', () => {
    for (const element of gap) element.classList.add(UNFOLDED_CLASS);
    button.remove();
    foldButton.focus({ preventScroll: true });
    code.dispatchEvent(new Event('gap-unfolded'));
  });
  return button;
}
