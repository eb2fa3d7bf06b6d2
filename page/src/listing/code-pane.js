// The code of a listing or an exercise: as the book shows it, or in an editor
// with what the reader wrote. It saves the reader's draft, and a reset can be
// undone.
import { createElement } from '../dom/elements.js';
import { openEditor } from '../editor/open-editor.js';
import { pageBarHeight } from '../site/page-bar.js';
import {
  archiveDraft,
  deleteDraft,
  hashText,
  loadArchivedDraft,
  loadDraft,
  onDraftChangeInOtherTab,
  restoreArchivedDraft,
  saveDraft,
} from './drafts.js';
import { formatText } from './format.js';
import { LineMarks } from './line-marks.js';

/** @typedef {import('../editor/open-editor.js').Editor} Editor */
/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Fix} Fix */
/** @typedef {import('./drafts.js').Draft} Draft */
/** @typedef {import('./toolbar.js').Toolbar} Toolbar */

/**
 * @typedef {object} CodePaneOptions
 * @property {string} key the name under which drafts are saved
 * @property {string} label the editor's name for screen readers
 * @property {HTMLElement} pre
 * @property {Toolbar} toolbar shows messages
 * @property {() => string | undefined} runVerb returns what Ctrl+Enter does
 * @property {() => void} onUpdate called if the text or the editor changes
 * @property {() => void} [onEdit] called if the reader changes the text
 * @property {() => void} [onDraft] called if a draft is saved or removed
 * @property {() => void} onLeave called if the reader leaves the editor
 */

export class CodePane {
  static #CHANGED_ELSEWHERE = 'You have changed this code in another tab too.';
  static #RESET_ELSEWHERE = 'You have reset this code in another tab.';
  static #NOT_SAVED =
    'This browser keeps no changes: they are lost when you leave the page.';
  static #IS_FORMATTED = 'This is how rustfmt formats it.';
  static #FORMAT_OUTDATED =
    'Not formatted: the code has changed in the meantime.';
  static #FIX_OUTDATED =
    'Not changed: the code is no longer the one that the compiler has seen.';
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
  /** @type {Node | undefined} the message about another tab */
  #otherTabMessage;

  /** @param {CodePaneOptions} options */
  constructor(options) {
    const { pre } = options;
    const code = /** @type {HTMLElement} */ (pre.querySelector('code'));
    this.#options = options;
    this.#marks = new LineMarks(pre, code);
    this.original = (code.textContent ?? '').trimEnd();
    this.#base = hashText(this.original);
    this.#removed = loadArchivedDraft(options.key);
    pre.after(this.host);
    onDraftChangeInOtherTab(options.key, (draft) =>
      this.#handleDraftOfOtherTab(draft),
    );
  }

  /** The text as it is now, without newlines at its end. */
  get text() {
    return (this.#editor?.text() ?? this.original).trimEnd();
  }

  get isEditorOpen() {
    return this.#editor !== undefined;
  }

  get isChanged() {
    return this.text !== this.original;
  }

  get canUndoReset() {
    return this.#removed !== undefined;
  }

  /** The first line that the book shows; those above it are folded. */
  get firstShownLine() {
    return this.#marks.firstShownLine;
  }

  /** The first of these lines that the reader can see, if any. */
  get firstLineInSight() {
    return this.#marks.firstLineInSight;
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
      { label: 'Keep mine', onClick: () => this.#rebaseDraft() },
    );
  }

  /**
   * Opens the editor. The line stays where it is in the window.
   * @param {number} line the line where the reader starts
   */
  async edit(line) {
    const draft = loadDraft(this.#options.key);
    const before = this.#marks.lineMiddleY(line);
    await this.#open(draft?.text ?? this.original);
    keepLineInPlace(before, this.#editor?.lineMiddleY(line));
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
    this.#editor?.goTo(firstDifferentLine(this.original, changed), 1);
    this.#handleEdit();
  }

  /** Shows the book's text again; `undoReset` brings the reader's text back. */
  reset() {
    if (this.isChanged) {
      this.#removed = { text: this.text, base: this.#base };
      archiveDraft(this.#options.key, this.#removed);
    }
    this.#close();
    this.#options.onDraft?.();
  }

  /** Closes the editor. The first shown line stays where it is. */
  #close() {
    const line = this.firstShownLine;
    const before = this.#editor?.lineMiddleY(line);
    this.#editor?.close();
    this.#editor = undefined;
    this.#base = hashText(this.original);
    this.#setEditorVisible(false);
    keepLineInPlace(before, this.#marks.lineMiddleY(line));
  }

  /** Brings back the text that the last reset removed. */
  async undoReset() {
    const draft = this.#removed;
    if (!draft) return;
    this.#removed = undefined;
    restoreArchivedDraft(this.#options.key, draft);
    this.#base = draft.base;
    await this.#open(draft.text);
    this.#options.onDraft?.();
  }

  focus() {
    this.#editor?.focus();
  }

  /**
   * Makes a change that the compiler suggests, if the text is still the one
   * that the compiler has seen.
   * @param {Fix} fix
   * @param {string} compiledText
   */
  async applyFix({ replacements }, compiledText) {
    if (this.text !== compiledText) {
      this.#options.toolbar.showMessage(CodePane.#FIX_OUTDATED);
      return;
    }
    await this.#open(this.original);
    this.#editor?.replace(replacements);
    const [{ line_start, column_start }] = replacements;
    this.#editor?.goTo(line_start, column_start);
  }

  /**
   * Marks the lines of these diagnostics, in place of those before.
   * @param {Diagnostic[]} diagnostics
   */
  markDiagnostics(diagnostics) {
    this.#diagnostics = diagnostics;
    this.#editor?.mark(diagnostics);
    this.#marks.markDiagnostics(this.#editor ? [] : diagnostics);
  }

  /** Unfolds the program if an error is in a folded line. */
  unfoldErrors() {
    this.#marks.unfoldErrors();
  }

  /**
   * Highlights a line, in place of another.
   * @param {number | undefined} line
   */
  highlightLine(line) {
    this.#editor?.highlightLine(line);
    this.#marks.highlightLine(this.#editor ? undefined : line);
  }

  /**
   * @param {number} line
   * @param {number} column
   */
  goTo(line, column) {
    if (this.#editor) this.#editor.goTo(line, column);
    else this.#marks.revealLine(line);
  }

  /**
   * Formats the text in the editor, in one step that can be undone.
   * @returns {Promise<boolean>} whether that has changed the text
   */
  async format() {
    const { toolbar } = this.#options;
    const { text } = this;
    const result = await formatText(text);
    if ('error' in result) {
      toolbar.showMessage(result.error);
    } else if (this.text !== text) {
      toolbar.showMessage(CodePane.#FORMAT_OUTDATED);
    } else if (result.text === text) {
      toolbar.showMessage(CodePane.#IS_FORMATTED);
    } else {
      toolbar.clearMessage();
      this.#editor?.setText(result.text);
      return true;
    }
    return false;
  }

  /**
   * Scrolls to a line without moving the focus.
   * @param {number} line
   */
  scrollToLine(line) {
    const middle = this.#editor?.lineMiddleY(line);
    if (middle === undefined) this.#marks.revealLine(line);
    else scrollBy({ top: middle - innerHeight / 2 });
  }

  /** @param {string} text */
  async #open(text) {
    if (this.#editor || this.#isOpening) return;
    this.#isOpening = true;
    this.#editor = await openEditor(this.host, {
      text,
      label: this.#options.label,
      runVerb: this.#options.runVerb(),
      onChange: () => this.#handleEdit(),
      onLeave: this.#options.onLeave,
      coveredHeight: () =>
        this.#options.toolbar.box.offsetHeight + pageBarHeight(),
    });
    this.#isOpening = false;
    this.#setEditorVisible(true);
  }

  /** @param {boolean} isOpen */
  #setEditorVisible(isOpen) {
    const { pre, onUpdate } = this.#options;
    this.host.hidden = !isOpen;
    pre.hidden = isOpen;
    const foldButton = pre.previousElementSibling;
    if (foldButton instanceof HTMLButtonElement) foldButton.hidden = isOpen;
    this.markDiagnostics(this.#diagnostics);
    onUpdate();
  }

  /**
   * Asks which version to show, because two tabs have different ones, and the
   * tab that saves last would replace the draft of the other.
   * @param {Draft | undefined} draft
   */
  #handleDraftOfOtherTab(draft) {
    const { key, toolbar } = this.#options;
    const isAnswered = !this.#otherTabMessage?.isConnected;
    const isSame = this.text === (draft?.text ?? this.original).trimEnd();
    if (isSame && !isAnswered) toolbar.clearMessage();
    // While the reader types in the other tab, one message is enough.
    if (isSame || !isAnswered) return;
    this.#otherTabMessage = toolbar.showMessage(
      draft ? CodePane.#CHANGED_ELSEWHERE : CodePane.#RESET_ELSEWHERE,
      {
        label: draft ? 'Show that version' : 'Show the original',
        onClick: () => this.#showOtherVersion(loadDraft(key)),
      },
      { label: 'Keep this one', onClick: () => this.#saveDraft() },
    );
  }

  /** @param {Draft | undefined} draft */
  async #showOtherVersion(draft) {
    this.#base = draft?.base ?? hashText(this.original);
    if (draft && this.#editor) this.#editor.setText(draft.text);
    else if (draft) await this.#open(draft.text);
    else this.#close();
    this.focus();
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
  #rebaseDraft() {
    this.#base = hashText(this.original);
    this.#saveDraft();
    this.focus();
  }
}

/**
 * Scrolls by as much as a line has moved.
 * @param {number | undefined} before the place of the line in the window
 * @param {number | undefined} after
 */
function keepLineInPlace(before, after) {
  if (before === undefined || after === undefined) return;
  scrollBy({ top: after - before, behavior: 'instant' });
}

/**
 * Returns the number of the first line that differs.
 * @param {string} before
 * @param {string} after
 */
function firstDifferentLine(before, after) {
  const [original, changed] = [before.split('\n'), after.split('\n')];
  const index = changed.findIndex((line, i) => line !== original[i]);
  return (index < 0 ? changed.length - 1 : index) + 1;
}
