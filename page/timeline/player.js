// @ts-check
// Moves through a run in its own time, or slower.

/** Slower speeds; the first that makes a run long enough to follow is used. */
const SLOW = [4, 10, 50, 200, 1000, 10_000];
const LONG_ENOUGH_MS = 8000;
/** A shorter run would be over before one has seen it begin. */
const TOO_SHORT_MS = 800;
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

  /** The speeds that fit a run: its own, and a slower one. */
  static speeds(/** @type {number} */ end) {
    const slow = SLOW.find((n) => end * n >= LONG_ENOUGH_MS) ?? 10_000;
    return [1, slow];
  }

  static usual(/** @type {number} */ end) {
    return Player.speeds(end)[end < TOO_SHORT_MS ? 1 : 0];
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
   * @param {number} end
   */
  changeSpeed(ms, end) {
    const [own, slow] = Player.speeds(end);
    this.slowness = this.slowness === own ? slow : own;
    if (this.isPlaying) this.play(ms, end);
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
