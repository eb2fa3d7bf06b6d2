// @ts-check
// Leads through a run: the picture, the place in it that a reader looks at,
// and that place in words, in the code and in the output.
import { Compared } from './compare.js';
import { Controls } from './controls.js';
import { html } from './elements.js';
import { lastUntil } from './events.js';
import { follow, stageOf } from './follow.js';
import { listenToKeys } from './keys.js';
import { legend } from './legend.js';
import { Now } from './now.js';
import { Player } from './player.js';
import { roomFor } from './scale.js';
import { asText } from './text.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./events.js').Step} Step */
/** @typedef {import('./timeline.js').Host} Host */
/** @typedef {{ model: Model, isRecorded: boolean }} Shown */

export class Viewer {
  box = html('div', { class: 'timeline' });
  #host;
  #now = new Now();
  #notes = html('div', { class: 'timeline-notes' });
  #text = asText();
  #pictures;
  #controls;
  #player = new Player(
    (ms) => this.#played(ms),
    () => this.#go(1, true),
  );

  /** @type {Shown | undefined} */
  #shown;
  #isLive = false;
  #caption = '';
  #width = 0;
  /** The step that is shown; -1 before the first. */
  #index = -1;
  /** @type {number | undefined} the time that is shown */
  #ms;

  /**
   * @param {string} name the listing's
   * @param {Host} host
   */
  constructor(name, host) {
    this.#host = host;
    this.#pictures = new Compared(name, {
      onHover: (says) => this.#hover(says),
      onPick: (ms, step) => this.#pick(ms, step),
      onZoom: (factor) => this.#zoom(factor),
    });
    this.#controls = new Controls({
      step: (by) => this.#step(by),
      play: () => this.#playOrPause(),
      speed: () => this.#otherSpeed(),
      seek: (ms) => this.#pick(ms),
      zoom: (factor) => this.#zoom(factor),
      compare: () => this.#compare(),
    });
    const folded = [legend(), this.#text.box];
    const more = html('div', { class: 'timeline-more' }, ...folded);
    const { box } = this.#controls;
    this.box.append(box, this.#pictures.box, this.#now.box, this.#notes, more);
    listenToKeys(this.box, {
      isPicture: (target) => this.#pictures.isPicture(target),
      step: (by) => this.#step(by),
      play: () => this.#playOrPause(),
      zoom: (factor) => this.#zoom(factor),
      first: () => this.#pick(0),
      last: () => this.#pick(this.#shown?.model.end ?? 0),
    });
    new ResizeObserver(() => this.#fit()).observe(this.box);
  }

  get shown() {
    return this.#shown;
  }

  /** @param {string} words what picture it is */
  caption(words) {
    this.#caption = words;
    this.#refresh();
  }

  /** A picture of a run that goes on. */
  live(/** @type {Model} */ model) {
    this.#isLive = true;
    this.#shown = { model, isRecorded: false };
    this.#pictures.show(model, { from: 0, to: roomFor(model.total) });
    const last = model.steps.filter(({ kind }) => kind !== 'last').pop();
    this.#now.say(last ? model.says(last) : model.summary, {});
    this.#refresh();
  }

  /**
   * @param {Shown} shown
   * @param {Shown} [then] what it may be compared with
   */
  show(shown, then) {
    const { model } = shown;
    this.#isLive = false;
    this.#shown = shown;
    this.#player.slowness = Player.usual(model.span);
    this.#text.show(model);
    this.#notes.replaceChildren(...model.notes.map((n) => html('p', {}, n)));
    this.#pictures.show(model, model.span, then);
    this.rest();
  }

  /** Another run begins: nothing is pointed at, nor enlarged. */
  rewind() {
    this.#pictures.unzoom();
    this.rest();
  }

  /** Before the first step; nothing is pointed at any more. */
  rest() {
    this.#player.stop();
    this.#index = -1;
    this.#now.rest();
    this.#point(undefined, false);
    this.#refresh();
  }

  /** The run is played from its start, in its own time. */
  play() {
    if (!this.#shown) return;
    this.#index = -1;
    this.#player.slowness = 1;
    this.#player.play(0, this.#shown.model.end);
    this.#refresh();
  }

  /** @param {number} ms where the run was stopped */
  stop(ms) {
    if (!this.#shown) return;
    this.#player.stop();
    this.#seek(Math.min(ms, this.#shown.model.end), false);
  }

  /** To another width of the page. */
  #fit() {
    if (this.#width === this.box.clientWidth) return;
    this.#width = this.box.clientWidth;
    this.#pictures.redraw();
    this.#drawn();
  }

  #refresh() {
    this.#controls.show({
      isLive: this.#isLive,
      isPlaying: this.#player.isPlaying,
      slowness: this.#player.slowness,
      canCompare: this.#pictures.canCompare && !this.#isLive,
      isComparing: this.#pictures.isComparing,
      canShrink: this.#pictures.canShrink,
      canGrow: this.#pictures.canGrow,
    });
    this.#controls.caption(this.#pictures.totals || this.#caption);
  }

  #compare() {
    this.#pictures.compare(!this.#pictures.isComparing);
    this.#drawn();
  }

  #drawn() {
    this.#pictures.point(this.#ms, this.#current);
    this.#refresh();
  }

  /** @param {number} factor */
  #zoom(factor) {
    this.#pictures.zoom(factor, this.#ms ?? 0);
    this.#drawn();
  }

  #playOrPause() {
    if (!this.#shown) return;
    if (this.#player.isPlaying) {
      this.#player.stop();
    } else {
      this.#use();
      const { from, to } = this.#shown.model.span;
      const isOver = this.#ms === undefined || this.#ms >= to;
      if (isOver) this.#index = -1;
      this.#player.play(isOver ? from : this.#ms ?? from, to);
    }
    this.#refresh();
  }

  #otherSpeed() {
    const span = this.#shown?.model.span;
    if (span) this.#player.changeSpeed(this.#ms ?? span.from, span);
    this.#refresh();
  }

  /** What lies behind the picture's edge ends with it. */
  #played(/** @type {number} */ ms) {
    const model = this.#shown?.model;
    this.#seek(model && ms >= model.span.to ? model.end : ms, false);
  }

  /** The reader goes a step. */
  #step(/** @type {1 | -1} */ by) {
    if (this.#isLive) return;
    this.#player.stop();
    this.#use();
    this.#go(by, true);
    this.#refresh();
  }

  /**
   * @param {1 | -1} by
   * @param {boolean} isTold to a screen reader
   */
  #go(by, isTold) {
    const steps = this.#shown?.model.steps ?? [];
    const index = this.#index + by;
    if (index < 0 || index >= steps.length) return false;
    this.#index = index;
    this.#point(steps[index].ms, isTold);
    return true;
  }

  /**
   * The reader names a time, or what happens then.
   * @param {number} ms
   * @param {Step} [step]
   */
  #pick(ms, step) {
    if (this.#isLive) return;
    this.#player.stop();
    this.#use();
    this.#seek(step?.ms ?? ms, true, step);
  }

  /**
   * @param {number} ms
   * @param {boolean} isTold to a screen reader
   * @param {Step} [step]
   */
  #seek(ms, isTold, step) {
    const steps = this.#shown?.model.steps ?? [];
    const found = step ? steps.indexOf(step) : -1;
    this.#index = found >= 0 ? found : lastUntil(steps, ms);
    this.#point(ms, isTold);
    if (!this.#player.isPlaying) this.#refresh();
  }

  get #current() {
    return this.#ms === undefined
      ? undefined
      : this.#shown?.model.steps[this.#index];
  }

  /**
   * Shows a time in the pictures, the code and the output.
   * @param {number | undefined} ms
   * @param {boolean} isTold to a screen reader
   */
  #point(ms, isTold) {
    this.#ms = ms;
    if (!this.#shown) return;
    const { model, isRecorded } = this.#shown;
    const step = this.#current;
    this.#pictures.point(ms, step);
    this.#host.pointCode(step?.line, isRecorded);
    follow(this.box, stageOf(model.steps, step));
    const isPrint = step?.kind === 'print';
    const lines = isPrint ? model.linesOf(step.about) : undefined;
    this.#host.pointOutput(lines, isRecorded);
    this.#controls.at(ms ?? 0, model.end, this.#words);
    this.#now.say(this.#words, { isTold, isSummary: !step });
  }

  get #words() {
    const model = this.#shown?.model;
    const step = this.#current;
    return (step ? model?.says(step) : model?.summary) ?? '';
  }

  /** @param {string | undefined} says of what is under the pointer */
  #hover(says) {
    if (this.#isLive || this.#player.isPlaying) return;
    const words = says ?? this.#words;
    this.#now.say(words, { isSummary: !says && !this.#current });
  }

  /** A recorded run that is stepped through has its output beside it. */
  #use() {
    if (this.#shown?.isRecorded) this.#host.useRecorded();
  }
}
