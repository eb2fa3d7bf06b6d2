// @ts-check
// Has the workbook check a text for an exercise; what it hears is for others
// to show.


/**
 * What happens in a check; `verdict` is always the last. The workbook says
 * `solved`, `failed`, `not-compiled`, `tests-changed` or `broken`; `lost` and
 * `stopped` are ours.
 * @typedef {{ event: 'preparing', now: string }
 *   | { event: 'compiling' }
 *   | ({ event: 'diagnostic' } & Problem)
 *   | { event: 'started', tests: string[] }
 *   | { event: 'test-started', test: string }
 *   | { event: 'test-passed', test: string, ms: number }
 *   | { event: 'test-failed', test: string, ms: number, message: string,
 *       line: number | null, output: string }
 *   | { event: 'verdict', verdict: string, passed: number, tests: number,
 *       says: string }} CheckEvent
 */

const CUT = 'The connection to the workbook was lost.';
const STOPPED = 'Stopped by you.';

/**
 * @param {string} exercise
 * @param {string} source
 * @param {(event: CheckEvent) => void} onEvent
 * @returns {{ stop: () => void }}
 */
export function check(exercise, source, onEvent) {
  const connection = new AbortController();
  let hasAnswered = false;
  let hasEnded = false;

  const hear = (/** @type {CheckEvent} */ event) => {
    if (hasEnded) return;
    hasAnswered = true;
    hasEnded = event.event === 'verdict';
    onEvent(event);
  };
  const end = (/** @type {string} */ verdict, /** @type {string} */ says) =>
    hear({ event: 'verdict', verdict, passed: 0, tests: 0, says });

  const body = { exercise, source };
  Runner.listen('exercise/check', body, connection.signal, hear).then(
    (refusal) => end('lost', refusal ?? CUT),
    () => end('lost', hasAnswered ? CUT : Runner.LOST),
  );
  const stop = () => {
    end('stopped', STOPPED);
    connection.abort();
  };
  return { stop };
}
