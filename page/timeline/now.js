// @ts-check
// The words below a picture: what happens where the reader looks.
import { html } from './elements.js';

export class Now {
  box = html('p', { class: 'timeline-now', role: 'status' });

  /**
   * @param {string} words
   * @param {{ isTold?: boolean, isSummary?: boolean }} about whether a screen
   *   reader tells them, and whether they are of the whole run
   */
  say(words, { isTold = false, isSummary = false }) {
    const { box } = this;
    box.setAttribute('aria-live', isTold ? 'polite' : 'off');
    // From the first sentence on there is room for long ones, so that the
    // page does not jump from step to step.
    if (!isSummary) box.classList.add('timeline-told');
    if (box.textContent !== words) box.textContent = words;
  }

  /** Nobody steps any more. */
  rest() {
    this.box.classList.remove('timeline-told');
  }
}
