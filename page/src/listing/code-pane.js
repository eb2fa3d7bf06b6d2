// The code of a listing or an exercise: as the book shows it, or in an editor
// with what the reader wrote. It saves the reader's draft, and a reset can be
// undone.
import { createElement } from '../dom/elements.js';
import { openEditor } from '../editor/open-editor.js';
import {
  deleteDraft,
  hashText,
  loadDraft,
  loadRemovedDraft,
  removeDraft,
  restoreDraft,
  saveDraft,
} from './drafts.js';
import { LineMarks } from './line-marks.js';

/** @typedef {import('../editor/open-editor.js').Editor} Editor */
/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('./drafts.js').Draft} Draft */
/** @typedef {import('./toolbar.js').Toolbar} Toolbar */

/**
 * @typedef {object} CodePaneOptions
 * @property {string} key the name under which drafts are saved
 * @property {string} label the editor's name for screen readers
 * @property {HTMLElement} pre
 * @property {Toolbar} toolbar shows messages
 * @property {() => void} onUpdate called if the text or the editor changes
 * @property {() => void} [onEdit] called if the reader changes the text
 * @property {() => void} [onDraft] called if a draft is saved or removed
 * @property {() => void} onLeave called if the reader leaves the editor
 */

export class CodePane {
  static #NOT_SAVED =
    'This browser keeps no changes: they are lost when you leave the page.';
  static #hasWarned = false;

  /** The element that holds the editor. */
  host = createElement('div', { class: 'listing-editor hljs', hidden: '' });
  /** @type {string} the book's text, without newlines at its end */
  original;
  #options;
  #marks;
  /** @type {Editor | undefined} */
  #editor;
  #isOpening = false;
  /** @type {string} the hash of the text that the draft was made from */
  #base;
  /** @type {Draft | undefined} */
  #removed;
  /** @type {Diagnostic[]} */
  #diagnostics = [];

  /** @param {CodePaneOptions} options */
  constructor(options) {
    const { pre } = options;
    const code = /** @type {HTMLElement} */ (pre.querySelector('code'));
    this.#options = options;
    this.#marks = new LineMarks(pre, code);
    this.original = (code.textContent ?? '').trimEnd();
    this.#base = hashText(this.original);
    this.#removed = loadRemovedDraft(options.key);
    pre.after(this.host);
  }

  /** The text as it is now, without newlines at its end. */
  get text() {
    return (this.#editor?.text() ?? this.original).trimEnd();
  }

  get isOpen() {
    return this.#editor !== undefined;
  }

  get isChanged() {
    return this.text !== this.original;
  }

  get canUndo() {
    return this.#removed !== undefined;
  }

  /** The first line that the book shows; those above it are folded. */
  get firstShownLine() {
    return this.#marks.firstShownLine;
  }

  /**
   * Opens the draft of an earlier visit. If the book's text has changed since
   * then, asks the reader which one to keep.
   * @param {string} question
   * @param {() => void} onReset called if the reader wants the book's text
   */
  async restoreDraft(question, onReset) {
    const draft = loadDraft(this.#options.key);
    if (!draft) return;
    if (this.isOriginal(draft.text)) {
      // The reader has saved it to the file that the book shows.
      deleteDraft(this.#options.key);
      return;
    }
    const isOutdated = draft.base !== this.#base;
    this.#base = draft.base;
    await this.#open(draft.text);
    if (!isOutdated) return;
    this.#options.toolbar.showMessage(
      question,
      { label: 'Show the new one', onClick: onReset },
      { label: 'Keep mine', onClick: () => this.#keepDraft() },
    );
  }

  /**
   * Opens the editor.
   * @param {number} line the line where the reader starts
   */
  async edit(line) {
    const draft = loadDraft(this.#options.key);
    await this.#open(draft?.text ?? this.original);
    this.#editor?.goTo(line, 1);
  }

  /** @param {string} text */
  isOriginal(text) {
    return text.trimEnd() === this.original;
  }

  /**
   * Opens the editor with another text, at the first line that differs from
   * the book's.
   * @param {string} text
   */
  async openText(text) {
    const changed = text.trimEnd();
    await this.#open(changed);
    this.#editor?.goTo(firstDifference(this.original, changed), 1);
    this.#handleEdit();
  }

  /** Shows the book's text again; `undo` brings the reader's text back. */
  reset() {
    if (this.isChanged) {
      this.#removed = { text: this.text, base: this.#base };
      removeDraft(this.#options.key, this.#removed);
    }
    this.#editor?.close();
    this.#editor = undefined;
    this.#base = hashText(this.original);
    this.#showEditor(false);
    this.#options.onDraft?.();
  }

  /** Brings back the text that the last reset removed. */
  async undo() {
    const draft = this.#removed;
    if (!draft) return;
    this.#removed = undefined;
    restoreDraft(this.#options.key, draft);
    this.#base = draft.base;
    await this.#open(draft.text);
    this.#options.onDraft?.();
  }

  focus() {
    this.#editor?.focus();
  }

  /**
   * Marks the lines of these diagnostics, in place of those before.
   * @param {Diagnostic[]} diagnostics
   */
  markDiagnostics(diagnostics) {
    this.#diagnostics = diagnostics;
    this.#editor?.mark(diagnostics);
    this.#marks.setMarks(this.#editor ? [] : diagnostics);
  }

  /** Unfolds the program if an error is in a folded line. */
  unfoldErrors() {
    this.#marks.unfoldErrors();
  }

  /**
   * Points at a line, in place of another.
   * @param {number | undefined} line
   */
  pointAt(line) {
    this.#editor?.point(line);
    this.#marks.pointAt(this.#editor ? undefined : line);
  }

  /**
   * @param {number} line
   * @param {number} column
   */
  goTo(line, column) {
    if (this.#editor) this.#editor.goTo(line, column);
    else this.#marks.revealLine(line);
  }

  /** @param {string} text */
  async #open(text) {
    if (this.#editor || this.#isOpening) return;
    this.#isOpening = true;
    this.#editor = await openEditor(this.host, {
      text,
      label: this.#options.label,
      onChange: () => this.#handleEdit(),
      onLeave: this.#options.onLeave,
    });
    this.#isOpening = false;
    this.#showEditor(true);
  }

  /** @param {boolean} isOpen */
  #showEditor(isOpen) {
    const { pre, onUpdate } = this.#options;
    this.host.hidden = !isOpen;
    pre.hidden = isOpen;
    const foldButton = pre.previousElementSibling;
    if (foldButton instanceof HTMLButtonElement) foldButton.hidden = isOpen;
    this.markDiagnostics(this.#diagnostics);
    onUpdate();
  }

  #handleEdit() {
    this.#saveDraft();
    this.#options.onEdit?.();
    this.#options.onUpdate();
  }

  #saveDraft() {
    const { key, toolbar, onDraft } = this.#options;
    const draft = { text: this.text, base: this.#base };
    if (!this.isChanged) {
      deleteDraft(key);
    } else if (!saveDraft(key, draft) && !CodePane.#hasWarned) {
      CodePane.#hasWarned = true;
      toolbar.showMessage(CodePane.#NOT_SAVED);
    }
    onDraft?.();
  }

  /** Keeps the draft as one of the text that the book has now. */
  #keepDraft() {
    this.#base = hashText(this.original);
    this.#saveDraft();
    this.focus();
  }
}

/**
 * Returns the number of the first line that differs.
 * @param {string} before
 * @param {string} after
 */
function firstDifference(before, after) {
  const [original, changed] = [before.split('\n'), after.split('\n')];
  const index = changed.findIndex((line, i) => line !== original[i]);
  return (index < 0 ? changed.length - 1 : index) + 1;
}
