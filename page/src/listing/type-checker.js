// Type-checks a program while the reader writes, when the typing pauses.
import { checkTypes } from '../runner/client.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Job} Job */

export class TypeChecker {
  static #PAUSE_MS = 600;

  #timer = 0;
  #request = new AbortController();
  /** @type {(diagnostics: Diagnostic[]) => void} */
  #onResult;

  /** @param {(diagnostics: Diagnostic[]) => void} onResult */
  constructor(onResult) {
    this.#onResult = onResult;
  }

  /** @param {() => Job} createJob is called when the pause is over */
  scheduleCheck(createJob) {
    this.cancel();
    this.#timer = window.setTimeout(
      () => this.#check(createJob()),
      TypeChecker.#PAUSE_MS,
    );
  }

  /** Drops pending results: for an older text, the lines would be wrong. */
  cancel() {
    clearTimeout(this.#timer);
    this.#request.abort();
  }

  /** @param {Job} job */
  async #check(job) {
    const request = new AbortController();
    this.#request = request;
    const diagnostics = await checkTypes(job, request.signal);
    if (diagnostics && !request.signal.aborted) this.#onResult(diagnostics);
  }
}
