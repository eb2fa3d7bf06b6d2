// @ts-check
// Type-checks a program while it is written, when the writing pauses.

class Checking {
  static #PAUSE_MS = 600;

  #timer = 0;
  #asked = new AbortController();
  /** @type {(problems: Problem[]) => void} */
  #onAnswer;

  /** @param {(problems: Problem[]) => void} onAnswer */
  constructor(onAnswer) {
    this.#onAnswer = onAnswer;
  }

  /** @param {() => Job} job what is to be checked by then */
  soon(job) {
    this.cancel();
    this.#timer = window.setTimeout(() => this.#ask(job()), Checking.#PAUSE_MS);
  }

  /** An answer to an older text would mark the wrong places. */
  cancel() {
    clearTimeout(this.#timer);
    this.#asked.abort();
  }

  /** @param {Job} job */
  async #ask(job) {
    const asked = new AbortController();
    this.#asked = asked;
    const problems = await Runner.check(job, asked.signal);
    if (problems && !asked.signal.aborted) this.#onAnswer(problems);
  }
}
