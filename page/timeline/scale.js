// @ts-check
// From times to places in a picture, and back.

/** Room behind what ends last; more where words stand there. */
const AFTER_PX = 18;
/** Of words that are stronger than others. */
const CHARACTER_PX = 6.8;
const BEFORE_PX = 8;
/** Two labels of the axis are at least so far apart. */
const TICK_PX = 76;

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
   * @param {number} [behind] so many characters follow what ends last
   */
  constructor({ from, to }, width, behind = 0) {
    this.#from = from;
    this.#to = Math.max(to, from + 0.01);
    this.width = width;
    const after = AFTER_PX + behind * CHARACTER_PX;
    this.#room = width - BEFORE_PX - after;
  }

  /** @param {number} ms */
  x(ms) {
    const share = (ms - this.#from) / this.#length;
    const within = Math.min(Math.max(share, 0), 1);
    return Math.round((BEFORE_PX + within * this.#room) * 10) / 10;
  }

  get #length() {
    return this.#to - this.#from;
  }

  /** @param {number} x */
  ms(x) {
    const ms = this.#from + ((x - BEFORE_PX) / this.#room) * this.#length;
    return Math.min(Math.max(ms, this.#from), this.#to);
  }

  /** @returns {{ ms: number, label: string }[]} */
  ticks() {
    const step = nice((this.#length * TICK_PX) / this.#room);
    const first = Math.ceil(this.#from / step - 1e-9);
    const last = Math.floor(this.#to / step + 1e-9);
    return Array.from({ length: last - first + 1 }, (_, index) => {
      const ms = (first + index) * step;
      return { ms, label: ms === 0 ? '0' : label(ms, step) };
    });
  }
}

/**
 * Seconds have as many decimals on the whole axis as one of them needs.
 * @param {number} ms
 * @param {number} step
 */
function label(ms, step) {
  if (step < 100) return `${Number(ms.toFixed(step < 1 ? 2 : 0))} ms`;
  return `${Number((ms / 1000).toFixed(2))} s`;
}

/**
 * The next of 1, 2, 5, 10, 20, 50, …
 * @param {number} least
 */
export function nice(least) {
  const power = 10 ** Math.floor(Math.log10(least));
  const step = [1, 2, 5, 10].find((n) => n * power >= least * 0.999) ?? 10;
  return step * power;
}

/**
 * While a program runs its picture gets new room in jumps, so that it does
 * not shrink at each moment.
 * @param {number} end
 */
export function roomFor(end) {
  const power = 10 ** Math.floor(Math.log10(Math.max(end, 100)));
  const steps = [1, 1.5, 2, 3, 4, 5, 6, 8, 10];
  return (steps.find((n) => n * power > end) ?? 10) * power;
}

