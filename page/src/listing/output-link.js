// A button in the toolbar that leads to what a run prints, while that is below
// the window's edge, for example under a long program that is being edited.
import { createButton } from '../dom/elements.js';

/** @typedef {import('./output.js').Output} Output */

/** A part this high of the output is hardly in sight. */
const VISIBLE_ROOT_MARGIN = '0px 0px -60px 0px';

export class OutputLink {
  button;
  #output;
  #isBelow = false;

  /**
   * @param {Output} output
   * @param {() => void} onClick shows the output
   */
  constructor(output, onClick) {
    this.#output = output;
    this.button = createButton(
      { label: 'Show the output', onClick },
      'text-button output-link',
    );
    this.button.hidden = true;
    const positionObserver = new IntersectionObserver(
      (entries) => {
        const entry = entries[entries.length - 1];
        const { top } = entry.boundingClientRect;
        this.#isBelow = !entry.isIntersecting && top > 0;
        this.#update();
      },
      { rootMargin: VISIBLE_ROOT_MARGIN },
    );
    positionObserver.observe(output.box);
    const changeObserver = new MutationObserver(() => this.#update());
    changeObserver.observe(output.status, { childList: true });
    changeObserver.observe(output.box, {
      subtree: true,
      attributeFilter: ['hidden'],
    });
  }

  #update() {
    const { isEmpty, status } = this.#output;
    const isShown = this.#isBelow && !isEmpty && status.textContent !== '';
    this.button.hidden = !isShown;
  }
}
