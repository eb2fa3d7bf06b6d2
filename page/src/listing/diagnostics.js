// Shows the compiler's errors and warnings, each with a button that leads to
// its line and with the full text that rustc prints.
import {
  createButton,
  createElement,
  createFoldedText,
} from '../dom/elements.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Span} Span */

export class DiagnosticList {
  box = createElement('div', {
    class: 'problems',
    role: 'group',
    'aria-label': 'What the compiler says',
  });
  /** @type {(line: number, column: number) => void} */
  #goTo;
  /** @type {Diagnostic[]} */
  diagnostics = [];

  /** @param {(line: number, column: number) => void} goTo */
  constructor(goTo) {
    this.#goTo = goTo;
    this.clear();
  }

  clear() {
    this.diagnostics = [];
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  /**
   * Shows these diagnostics in place of those before.
   * @param {Diagnostic[]} diagnostics
   */
  show(diagnostics) {
    this.clear();
    for (const diagnostic of diagnostics) this.add(diagnostic, 'folded');
  }

  /**
   * @param {Diagnostic} diagnostic
   * @param {'open' | 'folded'} details how to show the full text
   */
  add(diagnostic, details) {
    if (isSummary(diagnostic)) return;
    this.diagnostics.push(diagnostic);
    this.box.hidden = false;
    this.box.append(this.#createElement(diagnostic, details));
  }

  /**
   * @param {Diagnostic} diagnostic
   * @param {'open' | 'folded'} details
   */
  #createElement({ level, code, message, rendered, spans }, details) {
    const kind = code?.startsWith('E') ? `${level}[${code}]` : level;
    const head = createElement(
      'p',
      {},
      createElement('strong', {}, kind),
      ' ',
      message,
    );
    const span = spans.find((span) => span.primary);
    if (span) head.append(' ', this.#createLineButton(span));
    const element = createElement(
      'div',
      { class: `problem problem-${level}` },
      head,
    );
    // The first line repeats the message.
    const rest = rendered.trimEnd().split('\n').slice(1).join('\n');
    if (rest !== '') {
      const fullText = createFoldedText('as rustc says it', rest);
      fullText.open = details === 'open';
      element.append(fullText);
    }
    return element;
  }

  /** @param {Span} span */
  #createLineButton({ line_start, column_start }) {
    return createLineButton(line_start, () =>
      this.#goTo(line_start, column_start),
    );
  }
}

/**
 * Creates a button that leads to a line of a program.
 * @param {number} line
 * @param {() => void} onClick
 */
export function createLineButton(line, onClick) {
  return createButton({ label: `line ${line}`, onClick }, 'problem-place');
}

/**
 * Returns whether the compiler only counts its errors here.
 * @param {Diagnostic} diagnostic
 */
function isSummary({ level, message }) {
  return level === 'failure-note' || /^aborting due to /.test(message);
}
