// The compiler's messages in the editor, each below the line that it names.
import { Decoration, WidgetType } from '@codemirror/view';
import { createElement } from '../dom/elements.js';

/** @typedef {import('@codemirror/lint').Diagnostic} EditorDiagnostic */
/** @typedef {import('@codemirror/state').Text} Text */

class MessageWidget extends WidgetType {
  #text;
  #severity;

  /**
   * @param {string} text
   * @param {string} severity
   */
  constructor(text, severity) {
    super();
    this.#text = text;
    this.#severity = severity;
  }

  /** @param {MessageWidget} other */
  eq(other) {
    return this.#text === other.#text && this.#severity === other.#severity;
  }

  toDOM() {
    const message = createElement(
      'div',
      { class: `listing-message listing-message-${this.#severity}` },
      this.#text,
    );
    const attributes = {
      class: 'listing-message-place',
      // The list below the buttons has the same text. Here, a screen reader
      // would read it as a part of the program.
      'aria-hidden': 'true',
    };
    return createElement('div', attributes, message);
  }
}

/**
 * Creates a message for each line, with all that the compiler says about it.
 * @param {Text} doc
 * @param {EditorDiagnostic[]} marks
 */
export function createMessageWidgets(doc, marks) {
  /** @type {Map<number, EditorDiagnostic[]>} */
  const marksByLineEnd = new Map();
  for (const mark of marks) {
    const { to } = doc.lineAt(mark.from);
    marksByLineEnd.set(to, [...(marksByLineEnd.get(to) ?? []), mark]);
  }
  return [...marksByLineEnd].map(([lineEnd, marks]) => {
    const text = [...new Set(marks.map(({ message }) => message))].join('\n');
    const isError = marks.some(({ severity }) => severity === 'error');
    const widget = new MessageWidget(text, isError ? 'error' : 'warning');
    return Decoration.widget({ widget, block: true, side: 1 }).range(lineEnd);
  });
}
