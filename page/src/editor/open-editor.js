// Opens a program in an editor, which is loaded when it is first needed. If
// the browser can't load it, opens a plain text field instead.
import { createElement } from '../dom/elements.js';
import { applyReplacements } from './replacements.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Replacement} Replacement */

/**
 * @typedef {object} Editor
 * @property {() => string} text
 * @property {() => void} focus
 * @property {(diagnostics: Diagnostic[]) => void} mark
 * @property {(line: number | undefined) => void} highlightLine
 * @property {(line: number, column: number) => void} goTo
 * @property {(line: number) => number} lineMiddleY returns how far the middle of
 *   a line is below the top of the window
 * @property {(replacements: Replacement[]) => void} replace parts of the text
 * @property {(text: string) => void} setText replaces the whole text
 * @property {() => void} close
 */

/**
 * @typedef {object} EditorOptions
 * @property {string} text
 * @property {string} label the editor's name for screen readers
 * @property {string} describedBy the id of the element that explains its keys
 * @property {string} [nonce] allows the editor's styles
 * @property {(text: string) => void} onChange
 * @property {() => void} onLeave
 * @property {string} [runVerb] what Ctrl+Enter does, if it does anything
 * @property {(indents: boolean) => void} onTabChange called if Tab begins to
 *   indent or to move the focus
 * @property {() => number} coveredHeight returns how much of the window's lower
 *   edge the buttons cover
 */

const KEY_HINT_ID = 'listing-editor-keys';

/** @type {Promise<typeof import('./codemirror.js') | undefined> | undefined} */
let codeMirror;
let editorCount = 0;

/**
 * @param {HTMLElement} host is emptied when the editor closes
 * @param {Omit<EditorOptions, 'describedBy' | 'nonce' | 'onTabChange'>
 *   } options
 * @returns {Promise<Editor>}
 */
export async function openEditor(host, options) {
  codeMirror ??= import('./codemirror.js').catch(() => undefined);
  const mount = (await codeMirror)?.mountEditor ?? mountPlainTextField;
  const nonce = document
    .querySelector('meta[name="csp-nonce"]')
    ?.getAttribute('content');
  // The editor measures itself, so it must be visible.
  host.hidden = false;
  const keys = new KeyHint(options.runVerb);
  const editor = mount(host, {
    ...options,
    describedBy: keys.element.id,
    nonce: nonce ?? undefined,
    onTabChange: (indents) => keys.setTabIndents(indents),
  });
  host.append(keys.element);
  // mdBook turns the page with arrow keys and searches with `s`. It must not
  // see what is typed here; keys with Control are for the card.
  const keepKey = (/** @type {KeyboardEvent} */ event) => {
    if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
  };
  host.addEventListener('keydown', keepKey);
  const close = () => {
    host.removeEventListener('keydown', keepKey);
    editor.close();
    host.replaceChildren();
  };
  return { ...editor, close };
}

/** The line below an editor that explains its keys. */
class KeyHint {
  #tab = createElement('span');
  element;

  /** @param {string} [runVerb] */
  constructor(runVerb) {
    editorCount += 1;
    const run = runVerb ? [createKey('Ctrl+Enter'), ` ${runVerb} it, `] : [];
    this.element = createElement(
      'p',
      { id: `${KEY_HINT_ID}-${editorCount}`, class: 'listing-keys' },
      ...run,
      createKey('Esc'),
      ' leaves the editor, ',
      createKey('Tab'),
      this.#tab,
    );
    this.setTabIndents(false);
  }

  /** @param {boolean} indents */
  setTabIndents(indents) {
    this.#tab.textContent = indents ? ' indents' : ' moves on';
  }
}

/** @param {string} name */
function createKey(name) {
  return createElement('kbd', {}, name);
}

/**
 * @param {HTMLElement} host
 * @param {EditorOptions} options
 * @returns {Editor}
 */
function mountPlainTextField(host, options) {
  const field = createElement('textarea', {
    class: 'listing-field',
    rows: options.text.split('\n').length,
    spellcheck: 'false',
    autocapitalize: 'off',
    'aria-label': options.label,
    'aria-describedby': options.describedBy,
  });
  field.value = options.text;
  field.addEventListener('input', () => options.onChange(field.value));
  field.addEventListener('keydown', (event) => {
    if (event.key === 'Escape') options.onLeave();
  });
  host.append(field);
  return {
    text: () => field.value,
    focus: () => field.focus(),
    mark: () => {},
    highlightLine: () => {},
    goTo: (line, column) => goTo(field, line, column),
    replace: (replacements) => {
      field.value = applyReplacements(field.value, replacements);
      options.onChange(field.value);
    },
    setText: (text) => {
      field.value = text;
      options.onChange(text);
    },
    lineMiddleY: (line) => {
      const { top, height } = field.getBoundingClientRect();
      const lineCount = Math.max(field.value.split('\n').length, 1);
      return top + ((line - 0.5) / lineCount) * height;
    },
    close: () => field.remove(),
  };
}

/**
 * @param {HTMLTextAreaElement} field
 * @param {number} line
 * @param {number} column
 */
function goTo(field, line, column) {
  const before = field.value.split('\n').slice(0, line - 1);
  const lineStart = before.join('\n').length + (line > 1 ? 1 : 0);
  const offset = lineStart + column - 1;
  field.setSelectionRange(offset, offset);
  field.focus();
}
