// Lets the workbook record one test of a solution; it shows nothing.
import { explainNoConnection } from '../runner/client.js';
import { streamEvents } from '../runner/connection.js';

/**
 * @typedef {import('../generated/protocol.d.ts').TestRecordingEvent} TestRecordingEvent
 */
/** @typedef {import('../generated/protocol.d.ts').RecordTestRequest} RecordTestRequest */

/**
 * Records a test. `onEvent` receives exactly one `recorded` or `unrecorded`
 * event, the last, unless the recording is stopped.
 * @param {RecordTestRequest} test
 * @param {(event: TestRecordingEvent) => void} onEvent
 * @returns {{ stop: () => void }}
 */
export function recordTest(test, onEvent) {
  const connection = new AbortController();
  let hasEnded = false;

  const forward = (/** @type {TestRecordingEvent} */ event) => {
    if (hasEnded) return;
    hasEnded = event.event === 'recorded' || event.event === 'unrecorded';
    onEvent(event);
  };
  const fail = (/** @type {string} */ message) =>
    forward({ event: 'unrecorded', message });

  const finish = async (/** @type {string | undefined} */ refusal) => {
    if (!hasEnded) fail(refusal ?? (await explainNoConnection()));
  };

  const request = { request: 'record-test', ...test };
  streamEvents(request, connection.signal, forward).then(finish, () =>
    finish(undefined),
  );
  const stop = () => {
    hasEnded = true;
    connection.abort();
  };
  return { stop };
}
