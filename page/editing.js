// @ts-check
// Opens a listing in an editor, which is loaded when it is first needed. A
// browser that cannot load it gets a plain field instead.

/**
 * @typedef {object} Editor
 * @property {() => string} text
 * @property {() => void} focus
 * @property {(problems: Problem[]) => void} mark
 * @property {(line: number | undefined) => void} point at a line
 * @property {(line: number, column: number) => void} goTo
 * @property {() => void} close
 */

/**
 * @typedef {object} EditorOptions
 * @property {string} text
 * @property {string} label
 * @property {string} describedBy
 * @property {string} [nonce]
 * @property {(text: string) => void} onChange
 * @property {() => void} onLeave
 */

const Editing = (function () {
  'use strict';

  const BUNDLE = new URL(
    '../vendor/editor.js',
    /** @type {HTMLScriptElement} */ (document.currentScript).src,
  );
  const KEYS = 'Control Enter runs the program. Escape leaves the editor.';
  const KEYS_ID = 'listing-editor-keys';

  /** @type {Promise<{ mount: typeof field } | undefined> | undefined} */
  let bundle;

  return { open };

  /**
   * @param {HTMLElement} host is emptied when the editor closes
   * @param {Omit<EditorOptions, 'describedBy' | 'nonce'>} options
   * @returns {Promise<Editor>}
   */
  async function open(host, options) {
    bundle ??= import(BUNDLE.href).catch(() => undefined);
    const mount = (await bundle)?.mount ?? field;
    const nonce = document
      .querySelector('meta[name="csp-nonce"]')
      ?.getAttribute('content');
    // It measures itself.
    host.hidden = false;
    const editor = mount(host, {
      ...options,
      describedBy: keysElement().id,
      nonce: nonce ?? undefined,
    });
    // No key that is typed here is mdBook's: not the arrows, nor `s`. With
    // Control they are for the card.
    const keep = (/** @type {KeyboardEvent} */ event) => {
      if (!event.ctrlKey && !event.metaKey) event.stopPropagation();
    };
    host.addEventListener('keydown', keep);
    const close = () => {
      host.removeEventListener('keydown', keep);
      editor.close();
      host.replaceChildren();
    };
    return { ...editor, close };
  }

  /** Tells a screen reader the keys of each editor on the page. */
  function keysElement() {
    const found = document.getElementById(KEYS_ID);
    if (found) return found;
    const element = document.createElement('p');
    element.id = KEYS_ID;
    element.hidden = true;
    element.textContent = KEYS;
    document.body.append(element);
    return element;
  }

  /**
   * The plain field.
   * @param {HTMLElement} host
   * @param {EditorOptions} options
   * @returns {Editor}
   */
  function field(host, options) {
    const area = document.createElement('textarea');
    area.className = 'listing-field';
    area.value = options.text;
    area.rows = options.text.split('\n').length;
    area.spellcheck = false;
    area.autocapitalize = 'off';
    area.setAttribute('aria-label', options.label);
    area.setAttribute('aria-describedby', options.describedBy);
    area.addEventListener('input', () => options.onChange(area.value));
    area.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') options.onLeave();
    });
    host.append(area);
    return {
      text: () => area.value,
      focus: () => area.focus(),
      mark: () => {},
      point: () => {},
      goTo: (line, column) => goTo(area, line, column),
      close: () => area.remove(),
    };
  }

  /**
   * @param {HTMLTextAreaElement} area
   * @param {number} line
   * @param {number} column
   */
  function goTo(area, line, column) {
    const before = area.value.split('\n').slice(0, line - 1);
    const at = before.join('\n').length + (line > 1 ? 1 : 0) + column - 1;
    area.setSelectionRange(at, at);
    area.focus();
  }
})();
