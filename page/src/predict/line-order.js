// Lines that the reader puts in order: with the arrow keys, with buttons, or
// by dragging.
import { createElement } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';

/** The keys that move the focused line, with the number of places. */
const STEP_BY_KEY = { ArrowUp: -1, ArrowDown: 1 };

const KEYBOARD_HINT =
  'Drag the lines, press their buttons, or move the one in focus with the ' +
  'arrow keys.';

export class LineOrder {
  #list;
  /** @type {HTMLElement[]} in the order of the book */
  #lines;
  #announce;
  #hint = createElement('p', { class: 'predict-hint' }, KEYBOARD_HINT);

  /**
   * @param {HTMLElement} list
   * @param {(text: string) => void} announce informs screen readers
   */
  constructor(list, announce) {
    this.#list = list;
    this.#announce = announce;
    this.#lines = /** @type {HTMLElement[]} */ ([...list.children]);
    this.#hint.id = `${list.closest('section')?.id}-order`;
    for (const line of this.#lines) this.#addControls(line);
    list.after(this.#hint);
    this.#updateButtons();
  }

  /** Returns the indices of the lines in the reader's order. */
  readAnswer() {
    return this.#currentLines().map((line) => this.#lines.indexOf(line));
  }

  reset() {
    this.#list.append(...this.#lines);
    this.#updateButtons();
  }

  focus() {
    this.#currentLines()[0].focus();
  }

  #currentLines() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  /** @param {HTMLElement} line */
  #addControls(line) {
    const text = line.textContent ?? '';
    const grip = createElement(
      'span',
      { class: 'predict-grip' },
      createPredictIcon('grip'),
    );
    line.prepend(grip);
    line.append(
      this.#createMoveButton(line, text, 'up'),
      this.#createMoveButton(line, text, 'down'),
    );
    line.tabIndex = 0;
    line.setAttribute('aria-describedby', this.#hint.id);
    line.addEventListener('keydown', (event) => this.#handleKey(line, event));
    grip.addEventListener('pointerdown', (event) =>
      this.#startDrag(line, event),
    );
  }

  /**
   * @param {HTMLElement} line
   * @param {string} text
   * @param {'up' | 'down'} direction
   */
  #createMoveButton(line, text, direction) {
    const button = createElement(
      'button',
      {
        type: 'button',
        class: `predict-move predict-${direction}`,
        'aria-label': `Move ${direction}: ${text}`,
        // By keyboard, the line itself can be moved.
        tabindex: -1,
      },
      createPredictIcon(direction),
    );
    const step = direction === 'up' ? -1 : 1;
    button.addEventListener('click', () => this.#moveLine(line, step));
    return button;
  }

  /**
   * @param {HTMLElement} line
   * @param {KeyboardEvent} event
   */
  #handleKey(line, event) {
    const step =
      STEP_BY_KEY[/** @type {keyof typeof STEP_BY_KEY} */ (event.key)];
    if (!step || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#moveLine(line, step);
    line.focus();
  }

  /**
   * @param {HTMLElement} line
   * @param {number} step
   */
  #moveLine(line, step) {
    const place = this.#currentLines().indexOf(line) + step;
    if (place >= 0 && place < this.#lines.length) this.#placeLine(line, place);
    const number = this.#currentLines().indexOf(line) + 1;
    const text = line.querySelector('code')?.textContent;
    this.#announce(`${text}, ${number} of ${this.#lines.length}`);
  }

  /**
   * @param {HTMLElement} line
   * @param {number} place
   */
  #placeLine(line, place) {
    const others = this.#currentLines().filter((other) => other !== line);
    // An element that is moved loses the focus, so the others move around it.
    line.before(...others.slice(0, place));
    line.after(...others.slice(place));
    this.#updateButtons();
  }

  /**
   * @param {HTMLElement} line
   * @param {PointerEvent} event
   */
  #startDrag(line, { pointerId, target, button }) {
    const grip = /** @type {HTMLElement} */ (target);
    if (button !== 0 || line.closest('fieldset')?.disabled) return;
    const controller = new AbortController();
    const { signal } = controller;
    grip.setPointerCapture(pointerId);
    line.classList.add('predict-dragged');
    grip.addEventListener(
      'pointermove',
      ({ clientY }) => {
        const above = this.#currentLines().filter((other) => {
          const { top, height } = other.getBoundingClientRect();
          return other !== line && top + height / 2 < clientY;
        });
        const place = above.length;
        if (place !== this.#currentLines().indexOf(line)) {
          this.#placeLine(line, place);
        }
      },
      { signal },
    );
    const drop = () => {
      controller.abort();
      line.classList.remove('predict-dragged');
      this.#moveLine(line, 0);
    };
    grip.addEventListener('lostpointercapture', drop, { signal });
  }

  /** Disables the buttons that would move a line beyond the list. */
  #updateButtons() {
    const lines = this.#currentLines();
    for (const line of lines) {
      const [up, down] = line.querySelectorAll('button');
      up.disabled = line === lines[0];
      down.disabled = line === lines[lines.length - 1];
    }
  }
}

/** @param {'up' | 'down' | 'grip'} name */
function createPredictIcon(name) {
  return createIcon(name, { class: `predict-icon predict-icon-${name}` });
}
