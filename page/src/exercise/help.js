// Help with an exercise: hints one by one, and a solution for readers who have
// solved it or have tried twice.
import { createButton, createElement } from '../dom/elements.js';
import { hashText } from '../listing/drafts.js';
import { diffLines } from './diff.js';

/**
 * The state that the browser stores.
 * @typedef {object} HelpState
 * @property {number} hints how many were opened
 * @property {number} tries
 * @property {string} last the hash of the text that was tried last
 */

const REQUIRED_TRIES = 2;
const LOCKED_NOTE = 'A solution opens when it is solved, or after two tries.';
const ONE_MORE_TRY_NOTE =
  'A solution opens when it is solved, or after one more try.';
const DECLARE_TRIED_LABEL = 'I have tried it';
const SHOW_SOLUTION_LABEL = 'Show a solution';
const HIDE_LABEL = 'Hide the solution';
const DIFFERENCE_LEGEND = 'From your code to a solution: - goes, + comes.';
const SAME_CODE_NOTE = 'Your code is that of the solution.';
const DIFFERENCE_LABEL = 'Difference between your code and a solution';

export class ExerciseHelp {
  #explanation = createElement('p');
  #declareButton = createButton({
    label: DECLARE_TRIED_LABEL,
    onClick: () => this.#declareTry(),
  });
  #showButton = createButton({
    label: SHOW_SOLUTION_LABEL,
    onClick: () => this.#toggleSolution(),
  });
  box = createElement(
    'div',
    { class: 'exercise-help' },
    this.#explanation,
    this.#declareButton,
    this.#showButton,
  );
  /** The element below the box. */
  difference = createElement('div', {
    class: 'exercise-difference',
    hidden: '',
  });
  /** @type {string} */
  #key;
  /** @type {string} */
  #solution;
  /** @type {() => string} */
  #getCurrentText;
  /** @type {HTMLDetailsElement[]} */
  #hints;
  /** @type {HelpState} */
  #state;
  #isSolved = false;
  #canDeclare = false;

  /**
   * @param {HTMLElement} section
   * @param {string} name
   * @param {() => string} getCurrentText returns the reader's code
   */
  constructor(section, name, getCurrentText) {
    this.#key = `workbook-exercise:${name}`;
    this.#getCurrentText = getCurrentText;
    const data = section.querySelector('script.exercise-solution');
    this.#solution = JSON.parse(data?.textContent ?? '""');
    this.#state = this.#loadState();
    this.#hints = [...section.querySelectorAll('details')].filter((details) =>
      details.matches('.exercise-hint'),
    );
    for (const [index, hint] of this.#hints.entries()) {
      hint.addEventListener('toggle', () =>
        this.#recordOpenedHint(hint, index),
      );
    }
    this.#draw();
  }

  /** Lets readers declare that they have tried, if there is no runner. */
  allowDeclaringTries() {
    this.#canDeclare = true;
    this.#draw();
  }

  /** @param {boolean} isSolved */
  setSolved(isSolved) {
    if (this.#isSolved === isSolved) return;
    this.#isSolved = isSolved;
    this.#draw();
  }

  /**
   * Counts a check that did not pass, unless its text is the book's or that
   * of the try before.
   * @param {string} text
   * @param {string} original
   */
  countTry(text, original) {
    const bare = stripCommentsAndSpace(text);
    const hash = hashText(bare);
    const isUnchanged = bare === stripCommentsAndSpace(original);
    if (isUnchanged || hash === this.#state.last) return;
    this.#state.tries += 1;
    this.#state.last = hash;
    this.#saveState();
  }

  /** Draws the difference again: the reader's code has changed. */
  updateDifference() {
    if (!this.difference.hidden) this.#drawDifference();
  }

  #declareTry() {
    this.#state.tries += 1;
    this.#saveState();
    const next = this.#showButton.hidden
      ? this.#declareButton
      : this.#showButton;
    next.focus();
  }

  /**
   * @param {HTMLDetailsElement} hint
   * @param {number} index
   */
  #recordOpenedHint(hint, index) {
    if (!hint.open || this.#state.hints > index) return;
    this.#state.hints = index + 1;
    this.#saveState();
  }

  #saveState() {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#state));
    } catch {
      // Without storage, it counts until the reader leaves the page.
    }
    this.#draw();
  }

  /** @returns {HelpState} */
  #loadState() {
    const initial = { hints: 0, tries: 0, last: '' };
    try {
      const stored = JSON.parse(localStorage.getItem(this.#key) ?? 'null');
      return { ...initial, ...stored };
    } catch {
      return initial;
    }
  }

  #draw() {
    const { hints, tries } = this.#state;
    for (const [index, hint] of this.#hints.entries()) {
      hint.hidden = index > hints;
    }
    const isAvailable = this.#isSolved || tries >= REQUIRED_TRIES;
    this.#explanation.hidden = isAvailable;
    this.#explanation.textContent =
      tries === 0 ? LOCKED_NOTE : ONE_MORE_TRY_NOTE;
    this.#declareButton.hidden = isAvailable || !this.#canDeclare;
    const isShown = !this.difference.hidden;
    this.#showButton.hidden = !isAvailable;
    this.#showButton.textContent = isShown ? HIDE_LABEL : SHOW_SOLUTION_LABEL;
    this.#showButton.setAttribute('aria-expanded', String(isShown));
  }

  #toggleSolution() {
    this.difference.hidden = !this.difference.hidden;
    this.updateDifference();
    this.#draw();
  }

  #drawDifference() {
    const lines = diffLines(this.#getCurrentText(), this.#solution);
    if (lines.every(({ sign }) => sign === ' ')) {
      this.difference.replaceChildren(createElement('p', {}, SAME_CODE_NOTE));
      return;
    }
    const attributes = {
      class: 'hljs',
      tabindex: 0,
      role: 'group',
      'aria-label': DIFFERENCE_LABEL,
    };
    this.difference.replaceChildren(
      createElement('p', {}, DIFFERENCE_LEGEND),
      createElement('pre', attributes, ...lines.map(createDiffLine)),
    );
  }
}

/**
 * Removes comments and white space: changing only these is no try.
 * @param {string} text
 */
function stripCommentsAndSpace(text) {
  return text.replaceAll(/\/\/.*$/gm, '').replaceAll(/\s+/g, '');
}

/** @param {import('./diff.js').DiffLine} line */
function createDiffLine({ sign, text }) {
  /** @type {Record<typeof sign, 'span' | 'del' | 'ins'>} */
  const tags = { ' ': 'span', '-': 'del', '+': 'ins' };
  return createElement(tags[sign], { class: 'diff-line' }, `${sign} ${text}\n`);
}
