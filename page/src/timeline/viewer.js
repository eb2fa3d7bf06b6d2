// Leads through a run: the picture, the place in it that a reader looks at,
// and that place in words, in the code and in the output.

import { createElement } from '../dom/elements.js';
import { PictureComparison } from './compare.js';
import { Controls } from './controls.js';
import { CurrentSentence } from './current-sentence.js';
import { listenToKeys } from './keys.js';
import { createLegend } from './legend.js';
import { Player } from './player.js';
import { liveSpanMs } from './scale.js';
import { loopStageAt, markStage } from './stage-figures.js';
import { lastStepIndexUntil } from './steps.js';
import { createTextView } from './text-view.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./steps.js').Step} Step */
/** @typedef {import('./timeline.js').Host} Host */
/** @typedef {{ model: Model, isRecorded: boolean }} Shown */

export class Viewer {
  box = createElement('div', { class: 'timeline' });
  #host;
  #now = new CurrentSentence();
  #notes = createElement('div', { class: 'timeline-notes' });
  #text = createTextView();
  #pictures;
  #controls;
  #player = new Player(
    (ms) => this.#onPlayedTime(ms),
    () => this.#goToStep(1, true),
  );

  /** @type {Shown | undefined} */
  #shown;
  #isLive = false;
  #caption = '';
  #width = 0;
  /** The step that is shown; -1 before the first. */
  #stepIndex = -1;
  /** @type {number | undefined} the time that is shown */
  #shownMs;

  /**
   * @param {string} name the listing's
   * @param {Host} host
   */
  constructor(name, host) {
    this.#host = host;
    this.#pictures = new PictureComparison(name, {
      onHover: (description) => this.#showDescription(description),
      onPick: (ms, step) => this.#goToPickedTime(ms, step),
      onZoom: (factor) => this.#zoom(factor),
    });
    this.#controls = new Controls({
      step: (by) => this.#stepBy(by),
      play: () => this.#playOrPause(),
      speed: () => this.#toggleSpeed(),
      seek: (ms) => this.#goToPickedTime(ms),
      zoom: (factor) => this.#zoom(factor),
      compare: () => this.#toggleComparison(),
    });
    const folded = [createLegend(), this.#text.box];
    const folds = createElement('div', { class: 'timeline-more' }, ...folded);
    const { box } = this.#controls;
    this.box.append(box, this.#pictures.box, this.#now.box, this.#notes, folds);
    listenToKeys(this.box, {
      isPicture: (target) => this.#pictures.isPicture(target),
      step: (by) => this.#stepBy(by),
      play: () => this.#playOrPause(),
      zoom: (factor) => this.#zoom(factor),
      first: () => this.#goToPickedTime(0),
      last: () => this.#goToPickedTime(this.#shown?.model.end ?? 0),
    });
    new ResizeObserver(() => this.#fitWidth()).observe(this.box);
  }

  get shown() {
    return this.#shown;
  }

  /** @param {string} words what picture it is */
  setCaption(words) {
    this.#caption = words;
    this.#updateControls();
  }

  /** Shows the picture of a run that hasn't ended. */
  showLive(/** @type {Model} */ model) {
    this.#isLive = true;
    this.#shown = { model, isRecorded: false };
    this.#pictures.show(model, { from: 0, to: liveSpanMs(model.total) });
    const last = model.steps.filter(({ kind }) => kind !== 'last').pop();
    this.#now.show(last ? model.describe(last) : model.summary, {});
    this.#updateControls();
  }

  /**
   * @param {Shown} shown
   * @param {Shown} [earlierRun] what it may be compared with
   */
  show(shown, earlierRun) {
    const { model } = shown;
    this.#isLive = false;
    this.#shown = shown;
    this.#player.slowness = Player.defaultSlowness(model.span);
    this.#text.show(model);
    this.#notes.replaceChildren(
      ...model.notes.map((n) => createElement('p', {}, n)),
    );
    this.#pictures.show(model, model.span, earlierRun);
    this.moveToStart();
  }

  /** Another run begins: nothing is highlighted, nor enlarged. */
  rewind() {
    this.#pictures.resetZoom();
    this.moveToStart();
  }

  /** Before the first step; nothing is highlighted any more. */
  moveToStart() {
    this.#player.stop();
    this.#stepIndex = -1;
    this.#now.releaseSpace();
    this.#showTime(undefined, false);
    this.#updateControls();
  }

  /** The run is played from its start, in its own time. */
  play() {
    if (!this.#shown) return;
    this.#stepIndex = -1;
    this.#player.slowness = 1;
    this.#player.play(0, this.#shown.model.end);
    this.#updateControls();
  }

  /** @param {number} ms where the run was stopped */
  stopAt(ms) {
    if (!this.#shown) return;
    this.#player.stop();
    this.#goToTime(Math.min(ms, this.#shown.model.end), false);
  }

  /** To another width of the page. */
  #fitWidth() {
    if (this.#width === this.box.clientWidth) return;
    this.#width = this.box.clientWidth;
    this.#pictures.redraw();
    this.#showTimeAgain();
  }

  #updateControls() {
    this.#controls.update({
      isLive: this.#isLive,
      isPlaying: this.#player.isPlaying,
      slowness: this.#player.slowness,
      canCompare: this.#pictures.canCompare && !this.#isLive,
      isComparing: this.#pictures.isComparing,
      canZoomOut: this.#pictures.canZoomOut,
      canZoomIn: this.#pictures.canZoomIn,
    });
    this.#controls.setCaption(this.#pictures.totals || this.#caption);
  }

  #toggleComparison() {
    this.#pictures.setComparing(!this.#pictures.isComparing);
    this.#showTimeAgain();
  }

  #showTimeAgain() {
    this.#pictures.showTime(this.#shownMs, this.#currentStep);
    this.#updateControls();
  }

  /** @param {number} factor */
  #zoom(factor) {
    this.#pictures.zoom(factor, this.#shownMs ?? 0);
    this.#showTimeAgain();
  }

  #playOrPause() {
    if (!this.#shown) return;
    if (this.#player.isPlaying) {
      this.#player.stop();
    } else {
      this.#showRecordedOutput();
      const { from, to } = this.#shown.model.span;
      const isOver = this.#shownMs === undefined || this.#shownMs >= to;
      if (isOver) this.#stepIndex = -1;
      this.#player.play(isOver ? from : (this.#shownMs ?? from), to);
    }
    this.#updateControls();
  }

  #toggleSpeed() {
    const span = this.#shown?.model.span;
    if (span) this.#player.toggleSpeed(this.#shownMs ?? span.from, span);
    this.#updateControls();
  }

  /** Seeks to the time that is played; at the picture's edge, to the run's end. */
  #onPlayedTime(/** @type {number} */ ms) {
    const model = this.#shown?.model;
    this.#goToTime(model && ms >= model.span.to ? model.end : ms, false);
  }

  /** The reader goes a step. */
  #stepBy(/** @type {1 | -1} */ offset) {
    if (this.#isLive) return;
    this.#player.stop();
    this.#showRecordedOutput();
    this.#goToStep(offset, true);
    this.#updateControls();
  }

  /**
   * @param {1 | -1} offset
   * @param {boolean} isAnnounced to a screen reader
   */
  #goToStep(offset, isAnnounced) {
    const steps = this.#shown?.model.steps ?? [];
    const index = this.#stepIndex + offset;
    if (index < 0 || index >= steps.length) return false;
    this.#stepIndex = index;
    this.#showTime(steps[index].ms, isAnnounced);
    return true;
  }

  /**
   * The reader names a time, or what happens then.
   * @param {number} ms
   * @param {Step} [step]
   */
  #goToPickedTime(ms, step) {
    if (this.#isLive) return;
    this.#player.stop();
    this.#showRecordedOutput();
    this.#goToTime(step?.ms ?? ms, true, step);
  }

  /**
   * @param {number} ms
   * @param {boolean} isAnnounced to a screen reader
   * @param {Step} [step]
   */
  #goToTime(ms, isAnnounced, step) {
    const steps = this.#shown?.model.steps ?? [];
    const found = step ? steps.indexOf(step) : -1;
    this.#stepIndex = found >= 0 ? found : lastStepIndexUntil(steps, ms);
    this.#showTime(ms, isAnnounced);
    if (!this.#player.isPlaying) this.#updateControls();
  }

  get #currentStep() {
    return this.#shownMs === undefined
      ? undefined
      : this.#shown?.model.steps[this.#stepIndex];
  }

  /**
   * Shows a time in the pictures, the code and the output.
   * @param {number | undefined} ms
   * @param {boolean} isAnnounced to a screen reader
   */
  #showTime(ms, isAnnounced) {
    this.#shownMs = ms;
    if (!this.#shown) return;
    const { model, isRecorded } = this.#shown;
    const step = this.#currentStep;
    this.#pictures.showTime(ms, step);
    this.#host.highlightCodeLine(step?.line, isRecorded);
    markStage(this.box, loopStageAt(model.steps, step));
    const isPrint = step?.kind === 'print';
    const lines = isPrint ? model.linesOf(step.about) : undefined;
    this.#host.highlightOutputLines(lines, isRecorded);
    this.#controls.showPosition(ms ?? 0, model.end, this.#currentSentence);
    this.#now.show(this.#currentSentence, { isAnnounced, isSummary: !step });
  }

  get #currentSentence() {
    const model = this.#shown?.model;
    const step = this.#currentStep;
    return (step ? model?.describe(step) : model?.summary) ?? '';
  }

  /** @param {string | undefined} description of what is under the pointer */
  #showDescription(description) {
    if (this.#isLive || this.#player.isPlaying) return;
    const sentence = description ?? this.#currentSentence;
    this.#now.show(sentence, { isSummary: !description && !this.#currentStep });
  }

  /** A recorded run that is stepped through has its output beside it. */
  #showRecordedOutput() {
    if (this.#shown?.isRecorded) this.#host.showRecordedOutput();
  }
}
