// @ts-check
// The picture of a run, and above it, if a reader wants to compare, that of
// the run before, both under one scale of time.
import { endingWords } from './bars.js';
import { html } from './elements.js';
import { Picture } from './picture.js';
import { length } from './words.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./viewer.js').Shown} Shown */

export class Compared {
  box = html('div', { class: 'timeline-pictures' });
  isComparing = false;
  #thenTotal = html('p', { class: 'timeline-total' });
  #nowTotal = html('p', { class: 'timeline-total' });
  #before;
  #picture;
  /** @type {Model | undefined} */
  #model;
  #span = { from: 0, to: 1 };
  /** @type {Shown | undefined} */
  #then;
  #zoom = 1;

  /**
   * @param {string} name the listing's
   * @param {import('./picture.js').PictureHost} host
   */
  constructor(name, host) {
    const label = `Timeline of ${name}`;
    const keys = 'arrow keys step through its events';
    this.#picture = new Picture(`${label}: ${keys}`, host);
    this.#before = new Picture(`${label}, the run before`, host);
    this.box.append(this.#thenTotal, this.#before.box);
    this.box.append(this.#nowTotal, this.#picture.box);
    this.#tell();
  }

  /**
   * @param {Model} model
   * @param {import('./scale.js').Span} span to have room for
   * @param {Shown} [then] what it may be compared with
   */
  show(model, span, then) {
    this.#model = model;
    this.#span = span;
    this.#then = then;
    if (!then) this.isComparing = false;
    this.redraw();
  }

  /** @param {boolean} isComparing */
  compare(isComparing) {
    this.isComparing = isComparing;
    this.redraw();
  }

  get canCompare() {
    return this.#then !== undefined;
  }

  /** '6.00 s then, 3.00 s now', while two runs are compared. */
  get totals() {
    if (!this.isComparing) return '';
    return `${this.#thenTotal.textContent}, ${this.#nowTotal.textContent}`;
  }

  get canShrink() {
    return this.#zoom > 1;
  }

  get canGrow() {
    return this.#picture.canGrow;
  }

  redraw() {
    if (!this.#model || !this.box.checkVisibility()) return;
    const then = this.isComparing ? this.#then?.model : undefined;
    const both = Math.max(this.#model.total, then?.total ?? 0);
    const span = then ? { from: 0, to: both } : this.#span;
    this.#tell();
    const longest = Math.max(...[this.#model, then].map(longestEnding));
    if (then) this.#before.show(then, span, longest);
    this.#picture.show(this.#model, span, longest);
  }

  /**
   * @param {number} factor
   * @param {number} ms stays where it is
   */
  zoom(factor, ms) {
    const zoom = Math.max(1, this.#zoom * factor);
    if (factor > 1 && !this.canGrow) return;
    this.#zoom = zoom;
    this.#picture.zoom(zoom, ms);
    this.#before.zoom(zoom, ms);
  }

  /** The whole of it is in sight again. */
  unzoom() {
    this.zoom(1 / this.#zoom, 0);
  }

  /**
   * @param {number | undefined} ms
   * @param {import('./events.js').Step} [step]
   */
  point(ms, step) {
    this.#picture.point(ms, step);
    if (this.isComparing) this.#before.point(ms);
  }

  /** @param {EventTarget | null} target */
  isPicture(target) {
    return target === this.#picture.box || target === this.#before.box;
  }

  #tell() {
    const parts = [this.#thenTotal, this.#before.box, this.#nowTotal];
    for (const part of parts) part.hidden = !this.isComparing;
    if (!this.#then || !this.#model) return;
    const word = this.#then.isRecorded ? 'as recorded' : 'then';
    this.#thenTotal.textContent = `${total(this.#then.model)} ${word}`;
    this.#nowTotal.textContent = `${total(this.#model)} now`;
  }
}

/** @param {Model} model */
function total({ total: end }) {
  return end >= 1000 ? `${(end / 1000).toFixed(2)} s` : length(end);
}

/**
 * How many characters may stand behind the end of a lane.
 * @param {Model | undefined} model
 */
function longestEnding(model) {
  const lanes = model?.lanes ?? [];
  return Math.max(0, ...lanes.map(({ task }) => endingWords(task).length));
}
