// From times to places in a picture, and back.

/** Room behind what ends last; more where words stand there. */
const MARGIN_AFTER_PX = 18;
/** Of words that are stronger than others. */
const CHARACTER_WIDTH_PX = 6.8;
const MARGIN_BEFORE_PX = 8;
/** Two labels of the axis are at least so far apart. */
const MIN_TICK_DISTANCE_PX = 76;

/**
 * The first and the last time that are shown.
 * @typedef {{ from: number, to: number }} Span
 */

export class Scale {
  #from;
  #to;
  /** @type {number} */
  width;
  #room;

  /**
   * @param {Span} span
   * @param {number} width of the whole picture
   * @param {number} [charactersAfterEnd] so many characters follow what ends last
   */
  constructor({ from, to }, width, charactersAfterEnd = 0) {
    this.#from = from;
    this.#to = Math.max(to, from + 0.01);
    this.width = width;
    const after = MARGIN_AFTER_PX + charactersAfterEnd * CHARACTER_WIDTH_PX;
    this.#room = width - MARGIN_BEFORE_PX - after;
  }

  /** @param {number} ms */
  x(ms) {
    const share = (ms - this.#from) / this.#spanMs;
    const within = Math.min(Math.max(share, 0), 1);
    return Math.round((MARGIN_BEFORE_PX + within * this.#room) * 10) / 10;
  }

  get #spanMs() {
    return this.#to - this.#from;
  }

  /** @param {number} x */
  ms(x) {
    const ms =
      this.#from + ((x - MARGIN_BEFORE_PX) / this.#room) * this.#spanMs;
    return Math.min(Math.max(ms, this.#from), this.#to);
  }

  /** @returns {{ ms: number, label: string }[]} */
  ticks() {
    const step = roundStepUp(
      (this.#spanMs * MIN_TICK_DISTANCE_PX) / this.#room,
    );
    const first = Math.ceil(this.#from / step - 1e-9);
    const last = Math.floor(this.#to / step + 1e-9);
    return Array.from({ length: last - first + 1 }, (_, index) => {
      const ms = (first + index) * step;
      return { ms, label: ms === 0 ? '0' : formatTick(ms, step) };
    });
  }
}

/**
 * All seconds of an axis have as many decimals as one label needs.
 * @param {number} ms
 * @param {number} step
 */
function formatTick(ms, step) {
  if (step < 100) return `${Number(ms.toFixed(step < 1 ? 2 : 0))} ms`;
  return `${Number((ms / 1000).toFixed(2))} s`;
}

/**
 * The next of 1, 2, 5, 10, 20, 50, …
 * @param {number} least
 */
export function roundStepUp(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((n) => n * power >= least * 0.999) ?? 10;
  return step * power;
}

/**
 * While a program runs its picture gets new room in jumps, so that it does
 * not shrink at each moment.
 * @param {number} endMs
 */
export function liveSpanMs(endMs) {
  const power = 10 ** Math.floor(Math.log10(Math.max(endMs, 100)));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
  return (steps.find((n) => n * power > endMs) ?? 10) * power;
}
