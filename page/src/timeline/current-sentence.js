// The words below a picture: what happens where the reader looks.
import { createElement } from '../dom/elements.js';

export class CurrentSentence {
  box = createElement('p', { class: 'timeline-now', role: 'status' });

  /**
   * @param {string} sentence
   * @param {{ isAnnounced?: boolean, isSummary?: boolean }} about whether a screen
   *   reader tells them, and whether they are of the whole run
   */
  show(sentence, { isAnnounced = false, isSummary = false }) {
    const { box } = this;
    box.setAttribute('aria-live', isAnnounced ? 'polite' : 'off');
    // From the first sentence on there is room for long ones, so that the
    // page does not jump from step to step.
    if (!isSummary) box.classList.add('timeline-told');
    if (box.textContent !== sentence) box.textContent = sentence;
  }

  /** Nobody steps any more. */
  releaseSpace() {
    this.box.classList.remove('timeline-told');
  }
}
