// @ts-check
// The timeline of a listing: the picture of a recorded run, until the reader
// runs it. `../timelines.js` loads it when one first comes into view.
import { html } from './elements.js';
import { modelOf } from './model.js';
import { Viewer } from './viewer.js';

/** @typedef {import('./model.js').Printed} Printed */
/** @typedef {import('./viewer.js').Shown} Shown */

/**
 * The card around it.
 * @typedef {object} Host
 * @property {(line: number | undefined, isRecorded: boolean) => void} pointCode
 * @property {(lines: import('./model.js').Lines | undefined,
 *   isRecorded: boolean) => void} pointOutput
 * @property {() => void} useRecorded shows what the recorded run printed
 */

const STYLES = new URL('timeline.css', import.meta.url);
const RECORDED = 'of a recorded run';
const AS_PRINTED = 'of a recorded run, of the listing as it was printed';
const LIVE = 'while it runs';
/** After a drawing, a live run rests for so many times what that took. */
const REST = 4;

/** @type {Promise<void> | undefined} */
let styles;

/**
 * @param {HTMLElement} box
 * @param {string} name the listing's
 * @param {Host} host
 */
export async function mount(box, name, host) {
  styles ??= loadStyles();
  await styles;
  return new Timeline(box, name, host);
}

function loadStyles() {
  return new Promise((/** @type {(value: void) => void} */ done) => {
    const link = html('link', { rel: 'stylesheet', href: STYLES.href });
    link.addEventListener('load', () => done());
    link.addEventListener('error', () => done());
    document.head.append(link);
  });
}

export class Timeline {
  #box;
  #viewer;
  /** Why there is no picture. */
  #note = html('p', { class: 'timeline-note', role: 'status' });
  /** @type {Shown | undefined} */
  #recorded;
  /** @type {Shown | undefined} what was shown when the run began */
  #before;
  /** Whether anything of this run was drawn. */
  #hasNew = false;
  #isChanged = false;
  #isRunning = false;
  /** @type {{ raw: unknown, printed: Printed } | undefined} */
  #pending;
  #isResting = false;

  /**
   * @param {HTMLElement} box
   * @param {string} name
   * @param {Host} host
   */
  constructor(box, name, host) {
    this.#box = box;
    this.#viewer = new Viewer(name, host);
    box.replaceChildren(this.#note, this.#viewer.box);
    this.#hide();
  }

  /**
   * The recorded run, which is there before any other.
   * @param {unknown} raw
   * @param {Printed} printed
   */
  recorded(raw, printed) {
    const model = modelOf(raw, printed);
    if (!model) return;
    this.#recorded = { model, isRecorded: true };
    if (!this.#viewer.shown && !this.#isRunning) this.#show(this.#recorded);
  }

  /** A run begins: what is shown stays until there is something new. */
  began() {
    this.#isRunning = true;
    this.#pending = undefined;
    const isHidden = this.#viewer.box.hidden;
    this.#before = isHidden ? undefined : this.#viewer.shown;
    this.#hasNew = false;
    this.#note.textContent = '';
    this.#viewer.rewind();
    this.#viewer.box.classList.add('timeline-stale');
  }

  /**
   * What the tasks of a run have done so far; a later one replaces it.
   * @param {unknown} raw
   * @param {Printed} printed
   */
  live(raw, printed) {
    this.#pending = { raw, printed };
    if (this.#isResting) return;
    this.#isResting = true;
    requestAnimationFrame(() => {
      const began = performance.now();
      this.#drawPending();
      setTimeout(() => {
        this.#isResting = false;
        if (this.#pending) this.live(this.#pending.raw, this.#pending.printed);
      }, (performance.now() - began) * REST);
    });
  }

  /** @param {string} says why there is no picture */
  unrecorded(says) {
    this.#note.textContent = says;
    this.#hide();
  }

  /** The run has ended; the last document may not have been drawn yet. */
  ended() {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    const { shown } = this.#viewer;
    const model =
      this.#pending && modelOf(this.#pending.raw, this.#pending.printed);
    this.#pending = undefined;
    if (this.#note.textContent !== '') return;
    if (model) this.#show({ model, isRecorded: false }, this.#before);
    else if (shown && this.#hasNew) this.#show(shown, this.#before);
    else this.#show(this.#recorded);
  }

  /** The recorded run is played, and its lines with it. */
  replayBegan() {
    this.#isRunning = false;
    if (!this.#recorded) return;
    this.#unhide();
    if (this.#viewer.shown !== this.#recorded) this.#show(this.#recorded);
    this.#viewer.play();
  }

  /** @param {number} ms when the replay has ended or was stopped */
  replayEnded(ms) {
    if (this.#viewer.shown?.isRecorded) this.#viewer.stop(ms);
  }

  /** Back to what was there before the first run. */
  reset() {
    this.#isRunning = false;
    this.#pending = undefined;
    this.#note.textContent = '';
    this.#show(this.#recorded);
  }

  /** @param {boolean} isChanged whether the code is another by now */
  changed(isChanged) {
    this.#isChanged = isChanged;
    this.#caption();
  }

  #drawPending() {
    const pending = this.#pending;
    this.#pending = undefined;
    const model = pending && modelOf(pending.raw, pending.printed);
    if (!model || !this.#isRunning) return;
    this.#hasNew = true;
    this.#unhide();
    this.#viewer.live(model);
    this.#viewer.caption(LIVE);
  }

  /**
   * @param {Shown | undefined} shown
   * @param {Shown} [then]
   */
  #show(shown, then) {
    if (!shown) return this.#hide();
    this.#unhide();
    this.#viewer.show(shown, then);
    this.#caption();
  }

  #caption() {
    if (this.#isRunning && !this.#viewer.shown?.isRecorded) return;
    const recorded = this.#isChanged ? AS_PRINTED : RECORDED;
    this.#viewer.caption(this.#viewer.shown?.isRecorded ? recorded : '');
  }

  #hide() {
    this.#viewer.box.hidden = true;
    this.#box.hidden = this.#note.textContent === '';
  }

  #unhide() {
    this.#box.hidden = false;
    this.#viewer.box.hidden = false;
    this.#viewer.box.classList.remove('timeline-stale');
  }
}
