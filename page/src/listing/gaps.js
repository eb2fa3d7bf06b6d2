// Marks where a card leaves lines out, with a button that shows these lines.

/** The class of folded lines that the reader has unfolded. */
const UNFOLDED_CLASS = 'is-unfolded';

/**
 * Puts a button into each gap of the code; it hides with the gap.
 * @param {Element} code
 * @param {HTMLElement} whole takes the focus when a button is gone
 */
export function markGaps(code, whole) {
  for (const gap of findGaps(code)) {
    const count = gap.flatMap(linesOfElement).length;
    // A blank line is no loss, nor is the title, which the card shows.
    const isCode = gap.some((element) => hasCode(element));
    if (isCode) gap[0].before(createGapButton(code, gap, count, whole));
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
function linesOfElement(element) {
  return (element.textContent ?? '').replace(/\n$/, '').split('\n');
}

/**
 * Its words are content of the style, so that they are no part of the code.
 * @param {Element} code
 * @param {Element[]} gap
 * @param {number} count
 * @param {HTMLElement} whole
 */
function createGapButton(code, gap, count, whole) {
  const lines = count === 1 ? '1 line' : `${count} lines`;
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
    whole.focus({ preventScroll: true });
    code.dispatchEvent(new Event('gap-unfolded'));
  });
  return button;
}
