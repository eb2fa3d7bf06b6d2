// @ts-check
// The buttons of a listing, and a line of words below them where something
// has to be said or asked.

/**
 * How a listing stands.
 * @typedef {object} Standing
 * @property {boolean} isRunning
 * @property {boolean} canSkip
 * @property {boolean} isEditing
 * @property {boolean} isChanged
 * @property {boolean} canUndo
 */

/** @typedef {'run' | 'playground' | 'stop' | 'skip' | 'edit' | 'reset' |
 *   'undo' | 'copy'} ButtonName */

/** @typedef {{ label: string, title?: string, act: () => void }} Action */

class Toolbar {
  static #CHANGED = 'changed by you';

  box = document.createElement('div');
  note = document.createElement('div');
  #changed = document.createElement('span');
  /** @type {Map<string, HTMLButtonElement>} */
  #buttons = new Map();

  /**
   * @param {string} label
   * @param {HTMLElement} status follows the buttons
   */
  constructor(label, status) {
    this.box.className = 'listing-toolbar';
    this.box.setAttribute('role', 'group');
    this.box.setAttribute('aria-label', label);
    this.note.className = 'listing-note';
    this.note.setAttribute('role', 'status');
    this.#changed.className = 'listing-changed';
    this.#changed.textContent = Toolbar.#CHANGED;
    this.#changed.hidden = true;
    this.box.append(this.#changed, status);
  }

  /**
   * @param {Partial<Record<ButtonName, Action | '' | false>>} actions in
   *   their order
   */
  fill(actions) {
    for (const [name, action] of Object.entries(actions)) {
      if (!action) continue;
      const button = Toolbar.button(action);
      button.dataset.action = name;
      this.#buttons.set(name, button);
    }
    this.#buttons.get('run')?.setAttribute('aria-keyshortcuts', 'Control+Enter');
    this.box.prepend(...this.#buttons.values());
  }

  /** @param {Standing} standing */
  show({ isRunning, canSkip, isEditing, isChanged, canUndo }) {
    const had = document.activeElement;
    this.#enable('stop', isRunning);
    this.#enable('reset', isEditing);
    this.#enable('edit', !isEditing);
    this.#show('skip', isRunning && canSkip);
    this.#show('undo', canUndo && !isEditing);
    this.#changed.hidden = !isChanged;
    // A button that has done its work must not take the focus with it.
    const hadFocus = had instanceof HTMLButtonElement && this.box.contains(had);
    if (hadFocus && (had.disabled || had.hidden)) this.focus('run');
  }

  /** @param {ButtonName} name */
  focus(name) {
    const button = this.#buttons.get(name) ?? this.#buttons.get('playground');
    button?.focus();
  }

  /**
   * Says something, and offers what can be done.
   * @param {string} words none to say nothing
   * @param {...Action} actions
   */
  say(words, ...actions) {
    const buttons = actions.map(({ label, act }) => {
      const once = () => {
        this.say('');
        act();
      };
      return Toolbar.button({ label, act: once });
    });
    const text = document.createElement('p');
    text.textContent = words;
    this.note.replaceChildren(...(words === '' ? [] : [text, ...buttons]));
  }

  /**
   * @param {string} name
   * @param {boolean} isUseful
   */
  #enable(name, isUseful) {
    const button = this.#buttons.get(name);
    if (button) button.disabled = !isUseful;
  }

  /**
   * @param {string} name
   * @param {boolean} isUseful
   */
  #show(name, isUseful) {
    const button = this.#buttons.get(name);
    if (button) button.hidden = !isUseful;
  }

  /** @param {Action} action */
  static button({ label, title, act }) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'listing-button';
    button.textContent = label;
    if (title) button.title = title;
    button.addEventListener('click', act);
    return button;
  }
}
