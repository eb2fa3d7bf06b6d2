// Counts the compiler's errors and warnings in a toolbar, as a button that
// leads to the first one, and then to the next.
import { createButton } from '../dom/elements.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Span} Span */

export class ProblemCount {
  button = createButton(
    { label: '', onClick: () => this.#goToNext() },
    'text-button problem-count',
  );
  /** @type {(line: number, column: number) => void} */
  #goTo;
  /** @type {Span[]} the places, errors first */
  #places = [];
  #next = 0;

  /** @param {(line: number, column: number) => void} goTo */
  constructor(goTo) {
    this.#goTo = goTo;
    this.button.hidden = true;
  }

  /** @param {Diagnostic[]} diagnostics */
  update(diagnostics) {
    const errors = diagnostics.filter(isError);
    const others = diagnostics.filter((diagnostic) => !isError(diagnostic));
    this.#places = [...errors, ...others].flatMap(primarySpans);
    this.#next = 0;
    this.button.textContent = describeProblems(diagnostics);
    this.button.hidden = this.#places.length === 0;
  }

  #goToNext() {
    const { line_start, column_start } = this.#places[this.#next];
    this.#next = (this.#next + 1) % this.#places.length;
    this.#goTo(line_start, column_start);
  }
}

/**
 * Counts the diagnostics that have a place, and names the line of the first,
 * such as `2 errors, first in line 7`.
 * @param {Diagnostic[]} diagnostics
 */
export function describeProblems(diagnostics) {
  const placed = diagnostics.filter(
    (diagnostic) => primarySpans(diagnostic).length > 0,
  );
  const errors = placed.filter(isError);
  const [kind, counted] =
    errors.length > 0 ? ['error', errors] : ['warning', placed];
  if (counted.length === 0) return '';
  const [{ line_start }] = primarySpans(counted[0]);
  if (counted.length === 1) return `1 ${kind} in line ${line_start}`;
  return `${counted.length} ${kind}s, first in line ${line_start}`;
}

/** @param {Diagnostic} diagnostic */
function isError({ level }) {
  return level.startsWith('error');
}

/** @param {Diagnostic} diagnostic */
function primarySpans({ spans }) {
  return spans.filter((span) => span.primary).slice(0, 1);
}
