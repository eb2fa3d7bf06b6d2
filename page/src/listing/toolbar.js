// The buttons of a listing, and a line below them for messages and questions.
import { createButton, createElement } from '../dom/elements.js';

/** @typedef {import('../dom/elements.js').Action} Action */

/**
 * @typedef {object} CardState
 * @property {boolean} isRunning
 * @property {boolean} canSkip
 * @property {boolean} isEditing
 * @property {boolean} isChanged
 * @property {boolean} canUndo
 */

/** @typedef {'run' | 'playground' | 'stop' | 'skip' | 'edit' | 'reset' |
 *   'undo' | 'copy' | 'format'} ButtonName */

export class Toolbar {
  box;
  note = createElement('div', { class: 'listing-note', role: 'status' });
  #changed = createElement(
    'span',
    { class: 'listing-changed', hidden: '' },
    'changed by you',
  );
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  /** @type {Node[]} */
  #message = [];
  /** @type {Node[]} */
  #offer = [];

  /**
   * @param {string} label
   * @param {HTMLElement} status follows the buttons
   * @param {...HTMLElement} details follow the status
   */
  constructor(label, status, ...details) {
    this.box = createElement(
      'div',
      { class: 'listing-toolbar', role: 'group', 'aria-label': label },
      this.#changed,
      status,
      ...details,
    );
  }

  /**
   * Adds buttons in the order of these actions.
   * @param {Partial<Record<ButtonName, Action | '' | false>>} actions
   */
  addButtons(actions) {
    for (const [name, action] of Object.entries(actions)) {
      if (!action) continue;
      const button = createButton(action);
      button.dataset.action = name;
      this.#buttons.set(name, button);
    }
    this.#buttons
      .get('run')
      ?.setAttribute('aria-keyshortcuts', 'Control+Enter');
    this.box.prepend(...this.#buttons.values());
  }

  /** @param {CardState} state */
  update({ isRunning, canSkip, isEditing, isChanged, canUndo }) {
    const focused = document.activeElement;
    this.#setEnabled('stop', isRunning);
    this.#setEnabled('reset', isEditing);
    this.#setEnabled('edit', !isEditing);
    this.#setVisible('format', isEditing);
    this.#setVisible('skip', isRunning && canSkip);
    this.#setVisible('undo', canUndo && !isEditing);
    this.#changed.hidden = !isChanged;
    // A button that is disabled or hidden must not take the focus with it.
    const hadFocus =
      focused instanceof HTMLButtonElement && this.box.contains(focused);
    if (hadFocus && (focused.disabled || focused.hidden)) this.focus('run');
  }

  /** @param {ButtonName} name */
  hasButton(name) {
    return this.#buttons.has(name);
  }

  /**
   * @param {ButtonName} name
   * @param {FocusOptions} [options]
   */
  focus(name, options) {
    const button = this.#buttons.get(name) ?? this.#buttons.get('playground');
    button?.focus(options);
  }

  clearMessage() {
    this.#message = [];
    this.#updateNote();
  }

  /**
   * Shows a message with buttons; each of them removes the message.
   * @param {string} message
   * @param {...Action} actions
   */
  showMessage(message, ...actions) {
    this.#message = createNote(message, actions, () => this.clearMessage());
    this.#updateNote();
  }

  get hasOffer() {
    return this.#offer.length > 0;
  }

  clearOffer() {
    this.#offer = [];
    this.#updateNote();
  }

  /**
   * Shows a message with a button, which stays while others come and go. The
   * button removes it.
   * @param {string} message
   * @param {Action} action
   */
  showOffer(message, action) {
    this.#offer = createNote(message, [action], () => this.clearOffer());
    this.#updateNote();
  }

  #updateNote() {
    this.note.replaceChildren(...this.#message, ...this.#offer);
  }

  /**
   * @param {ButtonName} name
   * @param {boolean} isEnabled
   */
  #setEnabled(name, isEnabled) {
    const button = this.#buttons.get(name);
    if (button) button.disabled = !isEnabled;
  }

  /**
   * @param {ButtonName} name
   * @param {boolean} isVisible
   */
  #setVisible(name, isVisible) {
    const button = this.#buttons.get(name);
    if (button) button.hidden = !isVisible;
  }
}

/**
 * @param {string} message
 * @param {Action[]} actions
 * @param {() => void} remove removes the message
 */
function createNote(message, actions, remove) {
  const buttons = actions.map(({ label, onClick }) =>
    createButton({
      label,
      onClick: () => {
        remove();
        onClick();
      },
    }),
  );
  return [createElement('p', {}, message), ...buttons];
}
