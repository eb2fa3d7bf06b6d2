// The picture of a run, and above it, if a reader wants to compare, that of
// the run before, both under one scale of time.

import { createElement } from '../dom/elements.js';
import { endingLabel } from './bars.js';
import { Picture } from './picture.js';
import { formatDuration } from './words.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./viewer.js').Shown} Shown */

export class PictureComparison {
  box = createElement('div', { class: 'timeline-pictures' });
  isComparing = false;
  #earlierTotal = createElement('p', { class: 'timeline-total' });
  #newTotal = createElement('p', { class: 'timeline-total' });
  #earlierPicture;
  #picture;
  /** @type {Model | undefined} */
  #model;
  #span = { from: 0, to: 1 };
  /** @type {Shown | undefined} */
  #earlierRun;
  #zoom = 1;

  /**
   * @param {string} name the listing's
   * @param {import('./picture.js').PictureHost} host
   */
  constructor(name, host) {
    const label = `Timeline of ${name}`;
    const keys = 'arrow keys step through its events';
    this.#picture = new Picture(`${label}: ${keys}`, host);
    this.#earlierPicture = new Picture(`${label}, the run before`, host);
    this.box.append(this.#earlierTotal, this.#earlierPicture.box);
    this.box.append(this.#newTotal, this.#picture.box);
    this.#updateTotals();
  }

  /**
   * @param {Model} model
   * @param {import('./scale.js').Span} span to have room for
   * @param {Shown} [earlierRun] what it may be compared with
   */
  show(model, span, earlierRun) {
    this.#model = model;
    this.#span = span;
    this.#earlierRun = earlierRun;
    if (!earlierRun) this.isComparing = false;
    this.redraw();
  }

  /** @param {boolean} isComparing */
  setComparing(isComparing) {
    this.isComparing = isComparing;
    this.redraw();
  }

  get canCompare() {
    return this.#earlierRun !== undefined;
  }

  /** '6.00 s then, 3.00 s now', while two runs are compared. */
  get totals() {
    if (!this.isComparing) return '';
    return `${this.#earlierTotal.textContent}, ${this.#newTotal.textContent}`;
  }

  get canZoomOut() {
    return this.#zoom > 1;
  }

  get canZoomIn() {
    return this.#picture.canZoomIn;
  }

  redraw() {
    if (!this.#model || !this.box.checkVisibility()) return;
    const then = this.isComparing ? this.#earlierRun?.model : undefined;
    const longerTotal = Math.max(this.#model.total, then?.total ?? 0);
    const span = then ? { from: 0, to: longerTotal } : this.#span;
    this.#updateTotals();
    const longest = Math.max(...[this.#model, then].map(longestEndingChars));
    if (then) this.#earlierPicture.show(then, span, longest);
    this.#picture.show(this.#model, span, longest);
  }

  /**
   * @param {number} factor
   * @param {number} ms stays where it is
   */
  zoom(factor, ms) {
    const zoom = Math.max(1, this.#zoom * factor);
    if (factor > 1 && !this.canZoomIn) return;
    this.#zoom = zoom;
    this.#picture.zoom(zoom, ms);
    this.#earlierPicture.zoom(zoom, ms);
  }

  /** Shows the whole picture again. */
  resetZoom() {
    this.zoom(1 / this.#zoom, 0);
  }

  /**
   * @param {number | undefined} ms
   * @param {import('./steps.js').Step} [step]
   */
  showTime(ms, step) {
    this.#picture.showTime(ms, step);
    if (this.isComparing) this.#earlierPicture.showTime(ms);
  }

  /** @param {EventTarget | null} target */
  isPicture(target) {
    return target === this.#picture.box || target === this.#earlierPicture.box;
  }

  #updateTotals() {
    const parts = [
      this.#earlierTotal,
      this.#earlierPicture.box,
      this.#newTotal,
    ];
    for (const part of parts) part.hidden = !this.isComparing;
    if (!this.#earlierRun || !this.#model) return;
    const label = this.#earlierRun.isRecorded ? 'as recorded' : 'then';
    this.#earlierTotal.textContent = `${formatTotal(this.#earlierRun.model)} ${label}`;
    this.#newTotal.textContent = `${formatTotal(this.#model)} now`;
  }
}

/** @param {Model} model */
function formatTotal({ total: end }) {
  return end >= 1000 ? `${(end / 1000).toFixed(2)} s` : formatDuration(end);
}

/**
 * How many characters may stand behind the end of a lane.
 * @param {Model | undefined} model
 */
function longestEndingChars(model) {
  const lanes = model?.lanes ?? [];
  return Math.max(0, ...lanes.map(({ task }) => endingLabel(task).length));
}
