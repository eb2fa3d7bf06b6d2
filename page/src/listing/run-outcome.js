// What a run did, as far as a "Try it" task may ask: what was printed, what
// the compiler reported, and how it ended.

/** @typedef {import('../runner/events.js').RunEvent} RunEvent */

/**
 * @typedef {object} Outcome
 * @property {string[]} args
 * @property {string} how
 * @property {number | null} code
 * @property {number | null} ms
 * @property {string} stdout
 * @property {string} stderr
 * @property {string[]} errors
 */

export class OutcomeCollector {
  /** The workbook accepts no longer requests. */
  static #MAX_PRINTED_CHARS = 100_000;

  #args;
  #printed = { stdout: '', stderr: '' };
  /** @type {string[]} */
  #errors = [];
  #isCut = false;

  /** @param {string[]} args of the run */
  constructor(args) {
    this.#args = args;
  }

  /**
   * @param {RunEvent} event
   * @returns {Outcome | undefined} at the end, if all of the output is known
   */
  add(event) {
    if (event.event === 'diagnostic' && event.level === 'error') {
      this.#errors.push(event.rendered);
    } else if (event.event === 'withheld') {
      this.#isCut = true;
    } else if (event.event === 'out') {
      const stream = /** @type {'stdout' | 'stderr'} */ (event.stream);
      this.#printed[stream] += event.text;
    }
    const { stdout, stderr } = this.#printed;
    this.#isCut ||=
      stdout.length + stderr.length > OutcomeCollector.#MAX_PRINTED_CHARS;
    if (event.event !== 'ended' || this.#isCut) return undefined;
    const { how, code, ms } = event;
    const errors = this.#errors;
    return { args: this.#args, how, code, ms, stdout, stderr, errors };
  }
}
