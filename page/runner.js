// @ts-check
// Speaks with the runner of the workbook that serves the page: starts, stops
// and type-checks programs. What it hears is for others to show.

/**
 * A place in a program; lines and columns count from 1.
 * @typedef {object} Span
 * @property {number} line_start
 * @property {number} column_start
 * @property {number} line_end
 * @property {number} column_end
 * @property {string | null} label
 * @property {boolean} primary
 */

/**
 * What the compiler found.
 * @typedef {object} Problem
 * @property {string} level
 * @property {string | null} code
 * @property {string} message
 * @property {string} rendered as rustc prints it
 * @property {Span[]} spans
 */

/**
 * What happens in a run; `ended` is always the last.
 * @typedef {{ event: 'queued', place: number }
 *   | { event: 'preparing', done: number, of: number, now: string }
 *   | { event: 'compiling' }
 *   | ({ event: 'diagnostic' } & Problem)
 *   | { event: 'started', run?: number, says?: string, isReplay?: boolean }
 *   | { event: 'out', stream: string, ms: number | null, text: string }
 *   | { event: 'withheld', bytes: number }
 *   | { event: 'timeline', timeline: unknown }
 *   | { event: 'unrecorded', says: string }
 *   | { event: 'ended', how: string, code: number | null, ms: number | null,
 *       says: string }} RunEvent
 */

/** @typedef {{ source: string, listing: string }} Job */
/** @typedef {(event: RunEvent) => void} OnEvent */
/** @typedef {{ stop: () => void, skip?: () => void }} Run */
/** @typedef {{ allowed: boolean }} Greeting */

/**
 * How this page can run a listing.
 * @typedef {object} Backend
 * @property {boolean} takesEdits whether it runs what the reader wrote
 * @property {boolean} checks whether it can type-check
 * @property {(job: Job, onEvent: OnEvent) => Run} run
 */

const Runner = (function () {
  'use strict';

  const API = new URL(
    '../api/',
    /** @type {HTMLScriptElement} */ (document.currentScript).src,
  );
  const HEADERS = { 'Content-Type': 'application/json', 'X-Workbook': '1' };
  const LOST =
    'The workbook does not answer. Is it still running in its terminal?';
  const CUT = 'The connection to the workbook was lost, so the program ended.';
  const STOPPED = 'Stopped before it started.';
  /** The workbook kills after 2 s; later than this it will not any more. */
  const LONGEST_STOP_MS = 5000;
  /** A flood must leave the page time to draw. */
  const LONGEST_TURN_MS = 30;

  /** @type {Promise<Greeting | undefined> | undefined} */
  let greeting;

  return { hello, greeted, run, check, listen, ask, LOST };

  /**
   * Whether there is a runner, and whether this browser may use it.
   * @returns {Promise<Greeting | undefined>}
   */
  async function hello() {
    // The workbook puts it into what it serves: elsewhere nobody would answer.
    if (!document.querySelector('meta[name="csp-nonce"]')) return undefined;
    try {
      const response = await fetch(new URL('hello', API));
      const greeting = response.ok ? await response.json() : {};
      return typeof greeting.allowed === 'boolean' ? greeting : undefined;
    } catch {
      return undefined;
    }
  }

  /** What `hello` said when the page was loaded. */
  function greeted() {
    greeting ??= hello();
    return greeting;
  }

  /**
   * What the compiler says of a program that is not to run.
   * @param {Job} job
   * @param {AbortSignal} signal
   * @returns {Promise<Problem[] | undefined>} nothing where it cannot tell
   */
  async function check(job, signal) {
    try {
      const response = await post('check', job, signal);
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * @param {Job} job
   * @param {OnEvent} onEvent
   * @returns {Run}
   */
  function run(job, onEvent) {
    const connection = new AbortController();
    /** @type {number | undefined} */
    let number;
    let hasEnded = false;

    const hear = (/** @type {RunEvent} */ event) => {
      if (hasEnded) return;
      if (event.event === 'started') number = event.run;
      hasEnded = event.event === 'ended';
      onEvent(event);
    };
    const end = (/** @type {string} */ how, /** @type {string} */ says) =>
      hear({ event: 'ended', how, code: null, ms: null, says });

    listen('run', job, connection.signal, hear).then(
      (refusal) => end('failed', refusal ?? CUT),
      () => end('failed', number === undefined ? LOST : CUT),
    );
    const stop = () => {
      if (number === undefined) {
        end('stopped', STOPPED);
        connection.abort();
        return;
      }
      const giveUp = () => connection.abort();
      post('stop', { run: number }).catch(giveUp);
      setTimeout(giveUp, LONGEST_STOP_MS);
    };
    return { stop };
  }

  /**
   * Tells each event as it comes.
   * @template Event
   * @param {string} path
   * @param {object} body
   * @param {AbortSignal} signal
   * @param {(event: Event) => void} hear
   * @returns {Promise<string | undefined>} why it was refused
   */
  async function listen(path, body, signal, hear) {
    const response = await post(path, body, signal);
    if (!response.ok || !response.body) return refusal(response);
    const reader = response.body
      .pipeThrough(new TextDecoderStream())
      .getReader();
    let rest = '';
    let turn = performance.now();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return undefined;
      const lines = (rest + value).split('\n');
      rest = lines.pop() ?? '';
      for (const line of lines.filter(Boolean)) hear(JSON.parse(line));
      if (performance.now() - turn > LONGEST_TURN_MS) {
        await new Promise((resume) => setTimeout(resume));
        turn = performance.now();
      }
    }
  }

  /**
   * @param {string} path
   * @param {object} body
   * @param {AbortSignal} [signal]
   */
  function post(path, body, signal) {
    return fetch(new URL(path, API), {
      method: 'POST',
      headers: HEADERS,
      body: JSON.stringify(body),
      signal,
    });
  }

  /**
   * @param {string} path
   * @param {object} [body] none to only read
   */
  function ask(path, body) {
    return body ? post(path, body) : fetch(new URL(path, API));
  }

  /**
   * The sentence of a refusal, plain or as `{ "error": "…" }`.
   * @param {Response} response
   */
  async function refusal(response) {
    const text = (await response.text()).trim();
    try {
      return String(JSON.parse(text).error ?? text);
    } catch {
      return text || `The workbook refuses (${response.status}).`;
    }
  }
})();
