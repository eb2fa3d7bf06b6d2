// Runs a program on the public Rust Playground, if there is no runner and the
// reader has agreed to send the code there.
import { createEndedEvent } from './events.js';

/** @typedef {import('./events.js').Job} Job */
/** @typedef {import('./events.js').OnEvent} OnEvent */
/** @typedef {import('./events.js').Run} Run */

const PLAYGROUND_URL = 'https://play.rust-lang.org/execute';
const PLAYGROUND_SETTINGS = {
  channel: 'stable',
  mode: 'debug',
  edition: '2024',
  crateType: 'bin',
  tests: false,
  backtrace: false,
};
const WAITING_MESSAGE = 'Waiting for play.rust-lang.org';
const STOPPED_MESSAGE = 'Stopped waiting for play.rust-lang.org.';
const UNREACHABLE_MESSAGE = 'play.rust-lang.org cannot be reached.';
const FAILED_MESSAGE = 'The program did not compile or ended with an error.';
/** The lines that cargo prints around a program. */
const CARGO_LINES = /^ +(Compiling|Finished|Running) .*\n/gm;

/**
 * @typedef {object} PlaygroundResult
 * @property {boolean} [success]
 * @property {string} [exitDetail]
 * @property {string} [stdout]
 * @property {string} [stderr]
 * @property {string} [error]
 */

/**
 * @param {Job} job
 * @param {OnEvent} onEvent
 * @returns {Run}
 */
export function runInPlayground(job, onEvent) {
  const connection = new AbortController();
  let hasEnded = false;
  const finish = (/** @type {import('./events.js').RunEvent} */ event) => {
    if (hasEnded) return;
    hasEnded = true;
    onEvent(event);
  };
  onEvent({ event: 'started', message: WAITING_MESSAGE });
  executeRemotely(job.source, connection.signal).then(
    (result) => {
      if (hasEnded) return;
      emitOutput(result, onEvent);
      finish(toEndedEvent(result));
    },
    () => finish(createEndedEvent('failed', UNREACHABLE_MESSAGE)),
  );
  const stop = () => {
    finish(createEndedEvent('stopped', STOPPED_MESSAGE));
    connection.abort();
  };
  return { stop };
}

/**
 * @param {string} code
 * @param {AbortSignal} signal
 * @returns {Promise<PlaygroundResult>}
 */
async function executeRemotely(code, signal) {
  const response = await fetch(PLAYGROUND_URL, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ ...PLAYGROUND_SETTINGS, code }),
    signal,
  });
  return response.json();
}

/**
 * Sends the whole output at once: the service reports no times.
 * @param {PlaygroundResult} result
 * @param {OnEvent} onEvent
 */
function emitOutput({ stdout = '', stderr = '' }, onEvent) {
  const output = { stdout, stderr: stderr.replace(CARGO_LINES, '') };
  for (const [stream, text] of Object.entries(output)) {
    if (text) onEvent({ event: 'out', stream, ms: null, text });
  }
}

/** @param {PlaygroundResult} result */
function toEndedEvent({ success, exitDetail, error }) {
  if (error) return createEndedEvent('failed', error);
  if (success) return createEndedEvent('exit', '', { code: 0 });
  return createEndedEvent('failed', exitDetail || FAILED_MESSAGE);
}
