// The buttons of a listing, and a line below them for messages and questions.
import { createButton, createElement } from '../dom/elements.js';

/** @typedef {import('../dom/elements.js').Action} Action */

/**
 * @typedef {object} CardState
 * @property {boolean} isRunning
 * @property {boolean} canSkip
 * @property {boolean} isEditing
 * @property {boolean} isChanged
 * @property {boolean} canUndoReset
 */

/** @typedef {'run' | 'playground' | 'stop' | 'skip' | 'edit' | 'reset' |
 *   'undo' | 'copy' | 'format'} ButtonName */

export class Toolbar {
  box;
  #changed = createElement(
    'span',
    { class: 'listing-changed', hidden: '' },
    'changed by you',
  );
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();
  // Each has its own element, so that a change of one leaves the focus in the
  // other, and isn't read aloud together with the other.
  #message = createElement('div', { class: 'listing-note-part' });
  #offer = createElement('div', { class: 'listing-note-part' });
  note = createElement(
    'div',
    { class: 'listing-note', role: 'status', 'aria-atomic': 'false' },
    this.#message,
    this.#offer,
  );

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
  update({ isRunning, canSkip, isEditing, isChanged, canUndoReset }) {
    const focused = document.activeElement;
    this.#setEnabled('stop', isRunning);
    this.#setEnabled('reset', isEditing);
    this.#setEnabled('edit', !isEditing);
    this.#setVisible('format', isEditing);
    this.#setVisible('skip', isRunning && canSkip);
    this.#setVisible('undo', canUndoReset && !isEditing);
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
    this.#message.replaceChildren();
  }

  /**
   * Shows a message with buttons; each of them removes the message.
   * @param {string} message
   * @param {...Action} actions
   * @returns {Node} the message, which leaves the page when it is removed
   */
  showMessage(message, ...actions) {
    const note = createNote(message, actions, () => this.clearMessage());
    this.#message.replaceChildren(...note);
    return note[0];
  }

  get hasOffer() {
    return this.#offer.hasChildNodes();
  }

  clearOffer() {
    this.#offer.replaceChildren();
  }

  /**
   * Shows a message with a button, which stays while others come and go. The
   * button removes it.
   * @param {string} message
   * @param {Action} action
   */
  showOffer(message, action) {
    this.#offer.replaceChildren(
      ...createNote(message, [action], () => this.clearOffer()),
    );
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
