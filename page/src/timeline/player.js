// Moves through a run in its own time, or slower.

/**
 * Slower speeds: 2, 5, 10, 20, … The first that makes a run long enough to
 * follow is used, and the steps are so small that it gets not much longer.
 */
const SLOWNESS_STEPS = [1, 10, 100, 1000, 10_000].flatMap((n) => [
  2 * n,
  5 * n,
  10 * n,
]);
const MIN_PLAYBACK_MS = 5000;
/** A shorter run would be over before one has seen what it does. */
const MIN_REAL_TIME_MS = 2000;
/** Without motion it goes from step to step. */
const STEP_PAUSE_MS = 1500;

export class Player {
  #stepTimer = 0;
  #frame = 0;
  isPlaying = false;
  /** @type {number} how many times slower */
  slowness = 1;
  #onTime;
  #goToNextStep;

  /**
   * @param {(ms: number) => void} onTime receives each moment
   * @param {() => boolean} goToNextStep goes one step on, if there is one
   */
  constructor(onTime, goToNextStep) {
    this.#onTime = onTime;
    this.#goToNextStep = goToNextStep;
  }

  /**
   * The speeds that fit what is shown of a run: its own, and a slower one.
   * @param {import('./scale.js').Span} span
   */
  static slownessChoices({ from, to }) {
    const isLongEnough = (/** @type {number} */ n) =>
      (to - from) * n >= MIN_PLAYBACK_MS;
    return [1, SLOWNESS_STEPS.find(isLongEnough) ?? 100_000];
  }

  static defaultSlowness(/** @type {import('./scale.js').Span} */ span) {
    const isShort = span.to - span.from < MIN_REAL_TIME_MS;
    return Player.slownessChoices(span)[isShort ? 1 : 0];
  }

  /**
   * @param {number} fromMs
   * @param {number} endMs
   */
  play(fromMs, endMs) {
    this.stop();
    this.isPlaying = true;
    if (Player.#prefersReducedMotion) this.#playStepByStep();
    else this.#playSmoothly(fromMs, endMs);
  }

  /**
   * The other of the two speeds that fit, from now on.
   * @param {number} ms where it is
   * @param {import('./scale.js').Span} span
   */
  toggleSpeed(ms, span) {
    const [normal, slow] = Player.slownessChoices(span);
    this.slowness = this.slowness === normal ? slow : normal;
    if (this.isPlaying) this.play(ms, span.to);
  }

  stop() {
    this.isPlaying = false;
    clearTimeout(this.#stepTimer);
    cancelAnimationFrame(this.#frame);
  }

  /**
   * @param {number} fromMs
   * @param {number} endMs
   */
  #playSmoothly(fromMs, endMs) {
    const { slowness } = this;
    const began = performance.now();
    const frame = (/** @type {number} */ now) => {
      const ms = fromMs + Math.max(now - began, 0) / slowness;
      if (ms >= endMs) this.stop();
      else this.#frame = requestAnimationFrame(frame);
      this.#onTime(Math.min(ms, endMs));
    };
    this.#frame = requestAnimationFrame(frame);
  }

  #playStepByStep() {
    if (this.#goToNextStep()) {
      this.#stepTimer = window.setTimeout(
        () => this.#playStepByStep(),
        STEP_PAUSE_MS,
      );
    } else {
      this.stop();
    }
  }

  static get #prefersReducedMotion() {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  }
}
