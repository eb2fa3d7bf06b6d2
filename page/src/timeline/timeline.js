// The timeline of a listing: the picture of a recorded run, until the reader
// runs it. `../listing/timeline-slot.js` loads it when one first
// comes into view.
import { createElement } from '../dom/elements.js';
import { createModel } from './model.js';
import { Viewer } from './viewer.js';

/** @typedef {import('./model.js').Printed} Printed */
/** @typedef {import('./viewer.js').Shown} Shown */

/**
 * The card around it.
 * @typedef {object} Host
 * @property {(line: number | undefined, isRecorded: boolean) => void} highlightCodeLine
 * @property {(lines: import('./model.js').Lines | undefined,
 *   isRecorded: boolean) => void} highlightOutputLines
 * @property {() => void} showRecordedOutput shows what the recorded run printed
 */

const RECORDED_CAPTION = 'of a recorded run';
const ORIGINAL_CAPTION = 'of a recorded run, of the listing as it was printed';
const LIVE_CAPTION = 'while it runs';
/** After a drawing, a live run rests for so many times what that took. */
const DRAW_PAUSE_FACTOR = 4;

/**
 * @param {HTMLElement} box
 * @param {string} name the listing's
 * @param {Host} host
 */
export function mountTimeline(box, name, host) {
  return new Timeline(box, name, host);
}

export class Timeline {
  #box;
  #viewer;
  /** Why there is no picture. */
  #note = createElement('p', { class: 'timeline-note', role: 'status' });
  /** @type {Shown | undefined} */
  #recorded;
  /** @type {Shown | undefined} what was shown when the run began */
  #earlierRun;
  /** Whether anything of this run was drawn. */
  #hasDrawnRun = false;
  #isChanged = false;
  #isRunning = false;
  /** @type {{ raw: unknown, printed: Printed } | undefined} */
  #pending;
  #isDrawPaused = false;

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
  showRecorded(raw, printed) {
    const model = createModel(raw, printed);
    if (!model) return;
    this.#recorded = { model, isRecorded: true };
    if (!this.#viewer.shown && !this.#isRunning) this.#show(this.#recorded);
  }

  /** A run begins: what is shown stays until there is something new. */
  startRun() {
    this.#isRunning = true;
    this.#pending = undefined;
    const isHidden = this.#viewer.box.hidden;
    this.#earlierRun = isHidden ? undefined : this.#viewer.shown;
    this.#hasDrawnRun = false;
    this.#note.textContent = '';
    this.#viewer.rewind();
    this.#viewer.box.classList.add('timeline-stale');
  }

  /**
   * What the tasks of a run have done so far; a later one replaces it.
   * @param {unknown} raw
   * @param {Printed} printed
   */
  showLive(raw, printed) {
    this.#pending = { raw, printed };
    if (this.#isDrawPaused) return;
    this.#isDrawPaused = true;
    requestAnimationFrame(() => {
      const began = performance.now();
      this.#drawPending();
      setTimeout(
        () => {
          this.#isDrawPaused = false;
          if (this.#pending)
            this.showLive(this.#pending.raw, this.#pending.printed);
        },
        (performance.now() - began) * DRAW_PAUSE_FACTOR,
      );
    });
  }

  /**
   * Shows a run that is over.
   * @param {unknown} raw
   * @param {Printed} printed
   */
  showRun(raw, printed) {
    const model = createModel(raw, printed);
    if (!model) throw new Error('the document cannot be read');
    this.#isRunning = false;
    this.#show({ model, isRecorded: false });
  }

  /** @param {string} reason why there is no picture */
  showReasonForNoPicture(reason) {
    this.#note.textContent = reason;
    this.#hide();
  }

  /** The run has ended; the last document may not have been drawn yet. */
  endRun() {
    if (!this.#isRunning) return;
    this.#isRunning = false;
    const { shown } = this.#viewer;
    const model =
      this.#pending && createModel(this.#pending.raw, this.#pending.printed);
    this.#pending = undefined;
    if (this.#note.textContent !== '') return;
    if (model) this.#show({ model, isRecorded: false }, this.#earlierRun);
    else if (shown && this.#hasDrawnRun) this.#show(shown, this.#earlierRun);
    else this.#show(this.#recorded);
  }

  /** The recorded run is played, and its lines with it. */
  startReplay() {
    this.#isRunning = false;
    if (!this.#recorded) return;
    this.#unhide();
    if (this.#viewer.shown !== this.#recorded) this.#show(this.#recorded);
    this.#viewer.play();
  }

  /** @param {number} ms when the replay has ended or was stopped */
  endReplay(ms) {
    if (this.#viewer.shown?.isRecorded) this.#viewer.stopAt(ms);
  }

  /** Back to what was there before the first run. */
  reset() {
    this.#isRunning = false;
    this.#pending = undefined;
    this.#note.textContent = '';
    this.#show(this.#recorded);
  }

  /** @param {boolean} isChanged whether the code is another by now */
  setCodeChanged(isChanged) {
    this.#isChanged = isChanged;
    this.#updateCaption();
  }

  #drawPending() {
    const pending = this.#pending;
    this.#pending = undefined;
    const model = pending && createModel(pending.raw, pending.printed);
    if (!model || !this.#isRunning) return;
    this.#hasDrawnRun = true;
    this.#unhide();
    this.#viewer.showLive(model);
    this.#viewer.setCaption(LIVE_CAPTION);
  }

  /**
   * @param {Shown | undefined} shown
   * @param {Shown} [earlierRun]
   */
  #show(shown, earlierRun) {
    if (!shown) return this.#hide();
    this.#unhide();
    this.#viewer.show(shown, earlierRun);
    this.#updateCaption();
  }

  #updateCaption() {
    if (this.#isRunning && !this.#viewer.shown?.isRecorded) return;
    const recorded = this.#isChanged ? ORIGINAL_CAPTION : RECORDED_CAPTION;
    this.#viewer.setCaption(this.#viewer.shown?.isRecorded ? recorded : '');
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
