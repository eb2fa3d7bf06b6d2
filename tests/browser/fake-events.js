// What the fake runner sends: events of runs and of checks.

/** Sent instead of an event, it breaks the connection. */
export const DISCONNECT_EVENT = { event: 'disconnect' };

export const started = (run = 7) => ({ event: 'started', run, prebuilt: true });

/**
 * @param {number} ms
 * @param {string} text
 */
export function outEvent(ms, text, stream = 'stdout') {
  return { event: 'out', stream, ms, text };
}

/**
 * @param {number | null} ms
 * @param {number | null} code
 */
export function endedEvent(ms, code = 0, how = 'exit', message = 'Ended.') {
  return { event: 'ended', how, code, signal: null, ms, message };
}

/**
 * The end of a check of an exercise.
 * @param {string} verdict
 * @param {string} message
 */
export function verdictEvent(verdict, message) {
  return { event: 'verdict', verdict, passed: 0, tests: 0, message };
}

/**
 * A compiler error that names a line.
 * @param {number} line
 * @param {string} message
 */
export function errorDiagnostic(line, message, [from, to] = [5, 9]) {
  const place = { line_start: line, line_end: line, label: 'here' };
  return {
    level: 'error',
    code: 'E0425',
    message,
    rendered: `error[E0425]: ${message}\n --> two_waits.rs:${line}:${from}\n\n`,
    spans: [{ ...place, column_start: from, column_end: to, primary: true }],
    fixes: [],
  };
}
