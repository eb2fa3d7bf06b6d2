// Shows the compiler's errors and warnings, each with a button that leads to
// its line, with buttons for the changes that rustc suggests, and with the full
// text that rustc prints.
import {
  createButton,
  createElement,
  createFoldedText,
} from '../dom/elements.js';
import { createErrorCodeLink, isErrorCode } from './error-codes.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Fix} Fix */
/** @typedef {import('../runner/events.js').Span} Span */

export class DiagnosticList {
  box = createElement('div', {
    class: 'problems',
    role: 'group',
    'aria-label': 'What the compiler says',
  });
  /** @type {(line: number, column: number) => void} */
  #goTo;
  /** @type {(fix: Fix) => void} */
  #onFix;
  /** @type {Diagnostic[]} */
  diagnostics = [];
  /** Only a fix above this line can be made: what follows isn't editable. */
  lineLimit = Number.POSITIVE_INFINITY;

  /**
   * @param {(line: number, column: number) => void} goTo
   * @param {(fix: Fix) => void} onFix called if the reader chooses a fix
   */
  constructor(goTo, onFix) {
    this.#goTo = goTo;
    this.#onFix = onFix;
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
  #createElement({ level, code, message, rendered, spans, fixes }, details) {
    const kind =
      code && isErrorCode(code)
        ? [`${level}[`, createErrorCodeLink(code), ']']
        : [level];
    const head = createElement(
      'p',
      {},
      createElement('strong', {}, ...kind),
      ' ',
      message,
    );
    const span = spans.find((span) => span.primary);
    if (span) head.append(' ', this.#createLineButton(span));
    const element = createElement(
      'div',
      { class: `problem problem-${level}` },
      head,
      ...this.#createFixButtons(fixes),
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

  /** @param {Fix[]} fixes */
  #createFixButtons(fixes) {
    const possible = fixes.filter(({ replacements }) =>
      replacements.every(({ line_end }) => line_end < this.lineLimit),
    );
    return possible.map((fix) =>
      createButton(
        { label: `Fix: ${fix.message}`, onClick: () => this.#chooseFix(fix) },
        'problem-fix',
      ),
    );
  }

  /** @param {Fix} fix */
  #chooseFix(fix) {
    // The other fixes are for the text as it was before.
    for (const button of this.box.querySelectorAll('.problem-fix')) {
      button.remove();
    }
    this.#onFix(fix);
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
  return createButton({ label: `line ${line}`, onClick }, 'text-button');
}

/**
 * Returns whether the compiler only counts its errors here.
 * @param {Diagnostic} diagnostic
 */
function isSummary({ level, message }) {
  return level === 'failure-note' || /^aborting due to /.test(message);
}
