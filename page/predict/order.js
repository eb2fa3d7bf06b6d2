// @ts-check
// Lines that readers put in order: with the arrow keys, with buttons, or by
// dragging.

import { button, element, icon } from './elements.js';

/** A key moves the line in focus by so many places. */
const KEYS = { ArrowUp: -1, ArrowDown: 1 };

const HINT =
  'Drag the lines, press their buttons, or move the one in focus with the ' +
  'arrow keys.';

export class Order {
  #list;
  /** @type {HTMLElement[]} as the book gives them */
  #lines;
  #say;
  #hint = element('p', 'predict-hint', HINT);

  /**
   * @param {HTMLElement} list
   * @param {(words: string) => void} say tells who cannot see it
   */
  constructor(list, say) {
    this.#list = list;
    this.#say = say;
    this.#lines = /** @type {HTMLElement[]} */ ([...list.children]);
    this.#hint.id = `${list.closest('section')?.id}-order`;
    for (const line of this.#lines) this.#equip(line);
    list.after(this.#hint);
    this.#follow();
  }

  /** The lines' own numbers, in the reader's order. */
  answer() {
    return this.#now().map((line) => this.#lines.indexOf(line));
  }

  reset() {
    this.#list.append(...this.#lines);
    this.#follow();
  }

  focus() {
    this.#now()[0].focus();
  }

  #now() {
    return /** @type {HTMLElement[]} */ ([...this.#list.children]);
  }

  /** @param {HTMLElement} line */
  #equip(line) {
    const text = line.textContent ?? '';
    const grip = element('span', 'predict-grip');
    grip.append(icon('grip'));
    const move = (/** @type {'up' | 'down'} */ way) => {
      const act = () => this.#move(line, way === 'up' ? -1 : 1);
      const it = button('', act);
      it.className = `predict-move predict-${way}`;
      it.setAttribute('aria-label', `Move ${way}: ${text}`);
      it.tabIndex = -1; // the line itself can be moved with keys
      it.append(icon(way));
      return it;
    };
    line.prepend(grip);
    line.append(move('up'), move('down'));
    line.tabIndex = 0;
    line.setAttribute('aria-describedby', this.#hint.id);
    line.addEventListener('keydown', (event) => this.#press(line, event));
    grip.addEventListener('pointerdown', (event) => this.#drag(line, event));
  }

  /**
   * @param {HTMLElement} line
   * @param {KeyboardEvent} event
   */
  #press(line, event) {
    const by = KEYS[/** @type {keyof KEYS} */ (event.key)];
    if (!by || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    this.#move(line, by);
    line.focus();
  }

  /**
   * @param {HTMLElement} line
   * @param {number} by
   */
  #move(line, by) {
    const at = this.#now().indexOf(line) + by;
    if (at >= 0 && at < this.#lines.length) this.#put(line, at);
    const place = `${this.#now().indexOf(line) + 1} of ${this.#lines.length}`;
    this.#say(`${line.querySelector('code')?.textContent}, ${place}`);
  }

  /**
   * @param {HTMLElement} line
   * @param {number} at
   */
  #put(line, at) {
    const others = this.#now().filter((other) => other !== line);
    // What is moved loses the focus, so the others go round it.
    if (at === 0) line.after(...others);
    else {
      line.before(...others.slice(0, at));
      line.after(...others.slice(at));
    }
    this.#follow();
  }

  /**
   * @param {HTMLElement} line
   * @param {PointerEvent} event
   */
  #drag(line, { pointerId, target, button: which }) {
    const grip = /** @type {HTMLElement} */ (target);
    if (which !== 0 || line.closest('fieldset')?.disabled) return;
    const stop = new AbortController();
    const { signal } = stop;
    grip.setPointerCapture(pointerId);
    line.classList.add('predict-dragged');
    grip.addEventListener(
      'pointermove',
      ({ clientY }) => {
        const above = this.#now().filter((other) => {
          const { top, height } = other.getBoundingClientRect();
          return other !== line && top + height / 2 < clientY;
        });
        const at = above.length;
        if (at !== this.#now().indexOf(line)) this.#put(line, at);
      },
      { signal },
    );
    const end = () => {
      stop.abort();
      line.classList.remove('predict-dragged');
      this.#move(line, 0);
    };
    grip.addEventListener('lostpointercapture', end, { signal });
  }

  /** The first line cannot go up, nor the last one down. */
  #follow() {
    const now = this.#now();
    for (const line of now) {
      const [up, down] = line.querySelectorAll('button');
      up.disabled = line === now[0];
      down.disabled = line === now[now.length - 1];
    }
  }
}
