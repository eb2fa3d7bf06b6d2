// @ts-check
// From times to places in a picture, and back.

/** Room behind what ends last; more where words stand there. */
const AFTER_PX = 18;
const AFTER_WORDS_PX = 138;
const BEFORE_PX = 8;
/** Two labels of the axis are at least so far apart. */
const TICK_PX = 76;

export class Scale {
  /** @type {number} the last time that is shown */
  end;
  /** @type {number} */
  width;
  #room;

  /**
   * @param {number} end
   * @param {number} width of the whole picture
   * @param {boolean} [hasWords] whether words follow what ends last
   */
  constructor(end, width, hasWords = false) {
    this.end = Math.max(end, 0.01);
    this.width = width;
    this.#room = width - BEFORE_PX - (hasWords ? AFTER_WORDS_PX : AFTER_PX);
  }

  /** @param {number} ms */
  x(ms) {
    return Math.round((BEFORE_PX + (ms / this.end) * this.#room) * 10) / 10;
  }

  /** @param {number} x */
  ms(x) {
    const ms = ((x - BEFORE_PX) / this.#room) * this.end;
    return Math.min(Math.max(ms, 0), this.end);
  }

  /** @returns {{ ms: number, label: string }[]} */
  ticks() {
    const step = nice((this.end * TICK_PX) / this.#room);
    const count = Math.floor(this.end / step + 1e-9);
    return Array.from({ length: count + 1 }, (_, i) => ({
      ms: i * step,
      label: i === 0 ? '0' : label(i * step, step),
    }));
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

