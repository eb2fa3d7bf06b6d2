// @ts-check
// Moves through a run in its own time, or slower.

/**
 * Slower speeds: 2, 5, 10, 20, … The first that makes a run long enough to
 * follow is used, and the steps are so small that it gets not much longer.
 */
const SLOW = [1, 10, 100, 1000, 10_000].flatMap((n) => [2 * n, 5 * n, 10 * n]);
const LONG_ENOUGH_MS = 5000;
/** A shorter run would be over before one has seen what it does. */
const TOO_SHORT_MS = 2000;
/** Without motion it goes from step to step. */
const PAUSE_MS = 1500;

export class Player {
  #timer = 0;
  #frame = 0;
  isPlaying = false;
  /** @type {number} how many times slower */
  slowness = 1;
  #at;
  #next;

  /**
   * @param {(ms: number) => void} at is told each moment
   * @param {() => boolean} next goes one step on, if there is one
   */
  constructor(at, next) {
    this.#at = at;
    this.#next = next;
  }

  /**
   * The speeds that fit what is shown of a run: its own, and a slower one.
   * @param {import('./scale.js').Span} span
   */
  static speeds({ from, to }) {
    const fits = (/** @type {number} */ n) => (to - from) * n >= LONG_ENOUGH_MS;
    return [1, SLOW.find(fits) ?? 100_000];
  }

  static usual(/** @type {import('./scale.js').Span} */ span) {
    const isShort = span.to - span.from < TOO_SHORT_MS;
    return Player.speeds(span)[isShort ? 1 : 0];
  }

  /**
   * @param {number} from
   * @param {number} end
   */
  play(from, end) {
    this.stop();
    this.isPlaying = true;
    if (Player.#isStill) this.#walk();
    else this.#glide(from, end);
  }

  /**
   * The other of the two speeds that fit, from now on.
   * @param {number} ms where it is
   * @param {import('./scale.js').Span} span
   */
  changeSpeed(ms, span) {
    const [own, slow] = Player.speeds(span);
    this.slowness = this.slowness === own ? slow : own;
    if (this.isPlaying) this.play(ms, span.to);
  }

  stop() {
    this.isPlaying = false;
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
  }

  /**
   * @param {number} from
   * @param {number} end
   */
  #glide(from, end) {
    const { slowness } = this;
    const began = performance.now();
    const frame = (/** @type {number} */ now) => {
      const ms = from + Math.max(now - began, 0) / slowness;
      if (ms >= end) this.stop();
      else this.#frame = requestAnimationFrame(frame);
      this.#at(Math.min(ms, end));
    };
    this.#frame = requestAnimationFrame(frame);
  }

  #walk() {
    if (this.#next()) {
      this.#timer = window.setTimeout(() => this.#walk(), PAUSE_MS);
    } else {
      this.stop();
    }
  }

  static get #isStill() {
    return matchMedia('(prefers-reduced-motion: reduce)').matches;
  }
}
