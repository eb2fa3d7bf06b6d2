// @ts-check
// Help with an exercise: hints one step at a time, and a solution for who has
// solved it or has tried twice.
import { diff } from './diff.js';

/**
 * What the browser remembers of it.
 * @typedef {object} Memory
 * @property {number} hints how many were opened
 * @property {number} tries
 * @property {string} last the hash of the text that was tried last
 */

const TRIES = 2;
const CLOSED = 'A solution opens when it is solved, or after two tries.';
const ONE_MORE = 'A solution opens when it is solved, or after one more try.';
const TRIED = 'I have tried it';
const SHOW = 'Show a solution';
const HIDE = 'Hide the solution';
const LEGEND = 'From your code to a solution: - goes, + comes.';
const SAME = 'Your code is that of the solution.';
const LABEL = 'Difference between your code and a solution';

export class Help {
  box = document.createElement('div');
  #words = document.createElement('p');
  #difference = document.createElement('div');
  #tried = Toolbar.button({ label: TRIED, act: () => this.#declare() });
  #show = Toolbar.button({ label: SHOW, act: () => this.#toggle() });
  /** @type {string} */
  #key;
  /** @type {string} */
  #solution;
  /** @type {() => string} */
  #own;
  /** @type {HTMLDetailsElement[]} */
  #hints;
  /** @type {Memory} */
  #memory;
  #isSolved = false;
  #isDeclared = false;

  /**
   * @param {HTMLElement} section
   * @param {string} name
   * @param {() => string} own the code as it stands there now
   */
  constructor(section, name, own) {
    this.#key = `workbook-exercise:${name}`;
    this.#own = own;
    const data = section.querySelector('script.exercise-solution');
    this.#solution = JSON.parse(data?.textContent ?? '""');
    this.#memory = this.#remembered();
    this.#hints = [...section.querySelectorAll('details')].filter((it) =>
      it.matches('.exercise-hint'),
    );
    for (const [index, hint] of this.#hints.entries()) {
      hint.addEventListener('toggle', () => this.#opened(hint, index));
    }
    this.box.className = 'exercise-help';
    this.#difference.className = 'exercise-difference';
    this.#difference.hidden = true;
    this.box.append(this.#words, this.#tried, this.#show);
    this.#draw();
  }

  /** What follows the box. */
  get difference() {
    return this.#difference;
  }

  /** Without a runner, readers say themselves that they have tried. */
  letDeclare() {
    this.#isDeclared = true;
    this.#draw();
  }

  /** @param {boolean} isSolved */
  solved(isSolved) {
    if (this.#isSolved === isSolved) return;
    this.#isSolved = isSolved;
    this.#draw();
  }

  /**
   * A check of this text has not passed. It is a try if the text is neither
   * the book's nor that of the try before.
   * @param {string} text
   * @param {string} original
   */
  tried(text, original) {
    const last = Drafts.hash(bare(text));
    const isTry = bare(text) !== bare(original) && last !== this.#memory.last;
    if (!isTry) return;
    this.#memory.tries += 1;
    this.#memory.last = last;
    this.#keep();
  }

  /** The code has changed, so that the difference is another. */
  changed() {
    if (!this.#difference.hidden) this.#compare();
  }

  #declare() {
    this.#memory.tries += 1;
    this.#keep();
    (this.#show.hidden ? this.#tried : this.#show).focus();
  }

  /**
   * @param {HTMLDetailsElement} hint
   * @param {number} index
   */
  #opened(hint, index) {
    if (!hint.open || this.#memory.hints > index) return;
    this.#memory.hints = index + 1;
    this.#keep();
  }

  #keep() {
    try {
      localStorage.setItem(this.#key, JSON.stringify(this.#memory));
    } catch {
      // Then it counts until the page is left.
    }
    this.#draw();
  }

  /** @returns {Memory} */
  #remembered() {
    const none = { hints: 0, tries: 0, last: '' };
    try {
      const kept = JSON.parse(localStorage.getItem(this.#key) ?? 'null');
      return { ...none, ...kept };
    } catch {
      return none;
    }
  }

  #draw() {
    const { hints, tries } = this.#memory;
    for (const [index, hint] of this.#hints.entries()) {
      hint.hidden = index > hints;
    }
    const isOpen = this.#isSolved || tries >= TRIES;
    this.#words.hidden = isOpen;
    this.#words.textContent = tries === 0 ? CLOSED : ONE_MORE;
    this.#tried.hidden = isOpen || !this.#isDeclared;
    this.#show.hidden = !isOpen;
    this.#show.textContent = this.#difference.hidden ? SHOW : HIDE;
    this.#show.setAttribute('aria-expanded', `${!this.#difference.hidden}`);
  }

  #toggle() {
    this.#difference.hidden = !this.#difference.hidden;
    this.changed();
    this.#draw();
  }

  #compare() {
    const lines = diff(this.#own(), this.#solution);
    const isSame = lines.every(({ sign }) => sign === ' ');
    const legend = document.createElement('p');
    legend.textContent = isSame ? SAME : LEGEND;
    this.#difference.replaceChildren(legend);
    if (isSame) return;
    const code = document.createElement('pre');
    code.className = 'hljs';
    code.tabIndex = 0;
    code.setAttribute('role', 'group');
    code.setAttribute('aria-label', LABEL);
    code.append(...lines.map(lineElement));
    this.#difference.append(code);
  }
}

/**
 * Without comments and blanks: who changes only these has tried nothing.
 * @param {string} text
 */
function bare(text) {
  return text.replaceAll(/\/\/.*$/gm, '').replaceAll(/\s+/g, '');
}

/** @param {import('./diff.js').DiffLine} line */
function lineElement({ sign, text }) {
  const kind = { ' ': 'span', '-': 'del', '+': 'ins' }[sign];
  const element = document.createElement(kind);
  element.className = 'diff-line';
  element.textContent = `${sign} ${text}\n`;
  return element;
}
