// Opens a program in an editor, which is loaded when it is first needed. If
// the browser can't load it, opens a plain text field instead.
import { createElement } from '../dom/elements.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */

/**
 * @typedef {object} Editor
 * @property {() => string} text
 * @property {() => void} focus
 * @property {(diagnostics: Diagnostic[]) => void} mark
 * @property {(line: number | undefined) => void} point at a line
 * @property {(line: number, column: number) => void} goTo
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
 */

const KEYS = 'Control Enter runs or checks it. Escape leaves the editor.';
const KEYS_ID = 'listing-editor-keys';

/** @type {Promise<typeof import('./codemirror.js') | undefined> | undefined} */
let codeMirror;

/**
 * @param {HTMLElement} host is emptied when the editor closes
 * @param {Omit<EditorOptions, 'describedBy' | 'nonce'>} options
 * @returns {Promise<Editor>}
 */
export async function openEditor(host, options) {
  codeMirror ??= import('./codemirror.js').catch(() => undefined);
  const mount = (await codeMirror)?.mountEditor ?? mountTextField;
  const nonce = document
    .querySelector('meta[name="csp-nonce"]')
    ?.getAttribute('content');
  // The editor measures itself, so it must be visible.
  host.hidden = false;
  const editor = mount(host, {
    ...options,
    describedBy: keysElement().id,
    nonce: nonce ?? undefined,
  });
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

/** Returns the text that explains the keys of all editors on the page. */
function keysElement() {
  const existing = document.getElementById(KEYS_ID);
  if (existing) return existing;
  const element = createElement('p', { id: KEYS_ID, hidden: '' }, KEYS);
  document.body.append(element);
  return element;
}

/**
 * @param {HTMLElement} host
 * @param {EditorOptions} options
 * @returns {Editor}
 */
function mountTextField(host, options) {
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
    point: () => {},
    goTo: (line, column) => goTo(field, line, column),
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
