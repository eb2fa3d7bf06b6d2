// @ts-check
// How a timeline speaks: times, names and sentences.

/** A time below this is noise: no number is shown for it. */
const LEAST_MS = 0.2;
/** A run as long as this is told in seconds. */
const IN_SECONDS_MS = 1000;
/** A wait that takes so much longer than asked for is late. */
const LATE_MS = 15;
const LATE_SHARE = 0.1;

/** What a wait is for, where its word in the document is not its name. */
const WAITS = new Map([
  ['rwlock', 'read-write lock'],
  ['spawn-join', 'end of a task'],
  ['join', 'end of a task'],
]);

/** What a thread does in a blocking call. */
const CALLS = new Map([
  ['sleep', 'sleeps'],
  ['read', 'waits to read'],
  ['recv', 'waits for data'],
  ['accept', 'waits for a client'],
  ['connect', 'waits for a connection'],
  ['join', 'waits for another thread'],
  ['thread', 'waits for another thread'],
  ['timed', 'waits to be woken, or for its time'],
  ['process', 'waits for another process'],
  ['poll', 'waits for events'],
]);

/**
 * A point in time, as precise as the whole run needs it.
 * @param {number} ms
 * @param {number} end the run's
 */
export function time(ms, end) {
  if (end >= IN_SECONDS_MS) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(end >= 10 ? 1 : 2)} ms`;
}

/** @param {number} ms */
export function length(ms) {
  if (ms < LEAST_MS) return 'less than 0.2 ms';
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 995) return `${Math.round(ms)} ms`;
  return `${Number((ms / 1000).toFixed(2))} s`;
}

/** @param {number} count */
export function number(count) {
  return count.toLocaleString('en');
}

/** @param {number | undefined} line */
export function atLine(line) {
  return line === undefined ? '' : `, line ${line}`;
}

/**
 * 'sleep 1 s'; the time that was asked for, not the one that it took.
 * @param {import('./document.js').Wait} wait
 */
export function waitName({ on, ms }) {
  const name = on === 'unknown' ? 'waiting' : WAITS.get(on) ?? on;
  return ms === undefined ? name : `${name} ${length(ms)}`;
}

/**
 * The same in a sentence.
 * @param {import('./document.js').Wait} wait
 */
export function waitFor(wait) {
  if (wait.on === 'timeout' && wait.ms !== undefined) {
    return `waits at most ${length(wait.ms)}: timeout${atLine(wait.line)}`;
  }
  return wait.on === 'unknown'
    ? 'waits, for what is not told'
    : `waits: ${waitName(wait)}${atLine(wait.line)}`;
}

/**
 * How late a wait with a known time ended; 0 where it was in time.
 * @param {import('./document.js').Wait} wait
 */
export function lateBy({ on, ms, start, end, how }) {
  if (ms === undefined || how !== 'ready' || on === 'interval') return 0;
  const late = end - start - ms;
  return late > Math.max(LATE_MS, ms * LATE_SHARE) ? late : 0;
}

/** @param {string} what */
export function call(what) {
  return CALLS.get(what) ?? `waits in a blocking call (${what})`;
}

/**
 * 'waits for data: 2 s'; 'sleeps 700 times within 1 s', where many calls are
 * drawn as one.
 * @param {import('./document.js').Block} block
 */
export function callTakes({ what, calls, start, end, isOpen }) {
  const takes = length(end - start);
  if (calls > 1) return `${call(what)} ${number(calls)} times within ${takes}`;
  if (isOpen) return `${call(what)}, until the run ends`;
  return `${call(what)}${what === 'sleep' ? ' for ' : ': '}${takes}`;
}

/**
 * Whether a blocking call keeps an event loop from its other tasks.
 * @param {import('./document.js').Block} block
 */
export function blocksLoop({ task, kind }) {
  return task !== undefined && kind !== 'blocking';
}

/**
 * How a task's life ended; 'probably' where that is inferred.
 * @param {import('./document.js').Task} task
 */
export function ending({ how, sure }) {
  const word = how ?? 'not ended';
  return sure ? word : `probably ${word}`;
}

/** @param {import('./document.js').Group} group */
export function groupEnds({ done, cancelled, panicked, count }) {
  const left = count - done - cancelled - panicked;
  return [
    [done, 'done'],
    [cancelled, 'cancelled'],
    [panicked, 'panicked'],
    [left, 'not ended'],
  ]
    .filter(([count]) => Number(count) > 0)
    .map(([count, how]) => `${number(Number(count))} ${how}`)
    .join(', ');
}
