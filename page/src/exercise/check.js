// Lets the workbook check a solution; it shows nothing.
import { explainNoConnection } from '../runner/client.js';
import { streamEvents } from '../runner/connection.js';

/** @typedef {import('../generated/protocol.d.ts').CheckEvent} WorkbookEvent */

/**
 * @typedef {Extract<WorkbookEvent, { event: 'test-failed' }>} TestFailedEvent
 */

/**
 * The last event. The page adds two verdicts of its own.
 * @typedef {Omit<Extract<WorkbookEvent, { event: 'verdict' }>, 'verdict'> & {
 *   verdict: import('../generated/protocol.d.ts').Verdict | 'lost' | 'stopped'
 * }} VerdictEvent
 */

/**
 * An event of a check; `verdict` is always the last.
 * @typedef {Exclude<WorkbookEvent, { event: 'verdict' }> | VerdictEvent
 * } CheckEvent
 */

const CONNECTION_LOST_MESSAGE = 'The connection to the workbook was lost.';
const STOPPED_MESSAGE = 'Stopped by you.';

/**
 * Starts a check. `onEvent` receives exactly one `verdict` event, the last.
 * @param {string} exercise
 * @param {string} source
 * @param {(event: CheckEvent) => void} onEvent
 * @returns {{ stop: () => void }}
 */
export function checkExercise(exercise, source, onEvent) {
  const connection = new AbortController();
  let hasAnswered = false;
  let hasEnded = false;

  const forward = (/** @type {CheckEvent} */ event) => {
    if (hasEnded) return;
    hasAnswered = true;
    hasEnded = event.event === 'verdict';
    onEvent(event);
  };
  const finish = (
    /** @type {VerdictEvent['verdict']} */ verdict,
    /** @type {string} */ message,
  ) =>
    forward({
      event: 'verdict',
      verdict,
      passed: 0,
      tests: 0,
      message,
    });

  const request = { request: 'check-exercise', exercise, source };
  streamEvents(request, connection.signal, forward).then(
    (refusal) => finish('lost', refusal ?? CONNECTION_LOST_MESSAGE),
    async () => {
      if (hasEnded) return;
      const message = hasAnswered
        ? CONNECTION_LOST_MESSAGE
        : await explainNoConnection();
      finish('lost', message);
    },
  );
  const stop = () => {
    finish('stopped', STOPPED_MESSAGE);
    connection.abort();
  };
  return { stop };
}
