// How a timeline speaks: times, names and sentences.

/** A time below this is noise: no number is shown for it. */
const MIN_SHOWN_MS = 0.2;
/** The times of a run this long are in seconds. */
const MIN_RUN_MS_IN_SECONDS = 1000;
/** A wait that takes so much longer than asked for is late. */
const LATE_MS = 15;
const LATE_FRACTION = 0.1;

/** What a wait is for, where its word in the document is not its name. */
const WAIT_NAMES = new Map([
  ['rwlock', 'read-write lock'],
  ['rwlock read', 'read lock'],
  ['rwlock write', 'write lock'],
  ['channel receive', 'message'],
  ['channel send', 'room in the channel'],
  ['channel close', 'closed channel'],
  ['oneshot receive', 'oneshot message'],
  ['oneshot close', 'closed oneshot'],
  ['broadcast receive', 'broadcast message'],
  ['watch', 'new value (watch)'],
  ['watch close', 'closed watch channel'],
  ['notify', 'notification'],
  ['oncecell', 'value being set (OnceCell)'],
  ['task', 'end of a task'],
  ['joinset', 'next finished task'],
  ['localset', 'its local tasks'],
  ['budget', 'its next turn (budget used up)'],
  ['yield', 'its next turn (yielded)'],
  ['tcplistener accept', 'new connection'],
  ['unixlistener accept', 'new connection'],
  ['tcpstream connect', 'connection'],
  ['unixstream connect', 'connection'],
  ['tcpstream read', 'data from the socket'],
  ['tcpstream write', 'room in the socket'],
  ['unixstream read', 'data from the socket'],
  ['unixstream write', 'room in the socket'],
  ['tcpstream', 'socket'],
  ['unixstream', 'socket'],
  ['udpsocket', 'UDP socket'],
  ['udpsocket read', 'UDP packet'],
  ['udpsocket write', 'room in the UDP socket'],
  ['duplex read', 'data (duplex)'],
  ['duplex write', 'room (duplex)'],
  ['process', 'end of a child process'],
  ['io', 'input or output'],
  ['io read', 'input'],
  ['io write', 'output'],
]);

/** What a thread does in a blocking call. */
const CALL_PHRASES = new Map([
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
export function formatTime(ms, end) {
  if (end >= MIN_RUN_MS_IN_SECONDS) return `${(ms / 1000).toFixed(2)} s`;
  return `${ms.toFixed(end >= 10 ? 1 : 2)} ms`;
}

/** @param {number} ms */
export function formatDuration(ms) {
  if (ms < MIN_SHOWN_MS) return 'less than 0.2 ms';
  if (ms < 10) return `${Number(ms.toFixed(1))} ms`;
  if (ms < 995) return `${Math.round(ms)} ms`;
  return `${Number((ms / 1000).toFixed(2))} s`;
}

/** @param {number} count */
export function formatNumber(count) {
  return count.toLocaleString('en');
}

/**
 * '1 event', '2 events'
 * @param {number} count
 * @param {string} noun
 */
export function formatCount(count, noun) {
  return `${formatNumber(count)} ${noun}${count === 1 ? '' : 's'}`;
}

/** @param {number | undefined} line */
export function lineSuffix(line) {
  return line === undefined ? '' : `, line ${line}`;
}

/**
 * 'sleep 1 s'; the time that was asked for, not the one that it took.
 * @param {import('./document.js').Wait} wait
 */
export function nameWait({ targetKind, operation, of, ms }) {
  if (targetKind === 'unknown') return 'waiting';
  if (targetKind === 'task' && of !== undefined) return `end of ${of}`;
  const name =
    WAIT_NAMES.get(`${targetKind} ${operation}`) ??
    WAIT_NAMES.get(targetKind) ??
    targetKind;
  return ms === undefined ? name : `${name} ${formatDuration(ms)}`;
}

/**
 * The same in a sentence.
 * @param {import('./document.js').Wait} wait
 */
export function describeWait(wait) {
  if (wait.targetKind === 'timeout' && wait.ms !== undefined) {
    return `waits at most ${formatDuration(wait.ms)}: timeout${lineSuffix(wait.line)}`;
  }
  if (wait.targetKind === 'unknown') return 'waits (reason not recorded)';
  const { line, awaitLine } = wait;
  const place = awaitLine === undefined ? '' : `, awaited in line ${awaitLine}`;
  return `waits: ${nameWait(wait)}${lineSuffix(line)}${place}`;
}

/**
 * How late a wait with a known time ended; 0 where it was in time.
 * @param {import('./document.js').Wait} wait
 */
export function lateByMs({ targetKind, ms, start, end, how }) {
  if (ms === undefined || how !== 'ready' || targetKind === 'interval')
    return 0;
  const late = end - start - ms;
  return late > Math.max(LATE_MS, ms * LATE_FRACTION) ? late : 0;
}

/** @param {string} what */
export function callPhrase(what) {
  return CALL_PHRASES.get(what) ?? `waits in a blocking call (${what})`;
}

/**
 * 'waits for data: 2 s'; 'sleeps 700 times within 1 s', where many calls are
 * drawn as one.
 * @param {import('./document.js').Block} block
 */
export function describeCall({ what, calls, start, end, isOpen }) {
  const duration = formatDuration(end - start);
  if (calls > 1)
    return `${callPhrase(what)} ${formatNumber(calls)} times within ${duration}`;
  if (isOpen) return `${callPhrase(what)}, until the run ends`;
  return `${callPhrase(what)}${what === 'sleep' ? ' for ' : ': '}${duration}`;
}

/**
 * Whether a blocking call keeps an event loop from its other tasks.
 * @param {import('./document.js').Block} block
 */
export function blocksLoop({ task, kind }) {
  return task !== undefined && kind !== 'blocking';
}

/**
 * How a task's life ended.
 * @param {import('./document.js').Task} task
 */
export function taskOutcome({ how }) {
  return how ?? 'not ended';
}

/**
 * 'queue: 2 of 8 waiting'; 'semaphore: 1 free'.
 * @param {import('./document.js').Level} level
 * @param {number} value
 */
export function describeLevel({ objectKind, size }, value) {
  if (objectKind !== 'queue') return `${formatNumber(value)} free`;
  const capacity = size === undefined ? '' : ` of ${formatNumber(size)}`;
  return `${formatNumber(value)}${capacity} waiting`;
}

/** @param {import('./document.js').AggregatedTasks} aggregate */
export function aggregateOutcomes({ done, cancelled, panicked, count }) {
  const remaining = count - done - cancelled - panicked;
  return [
    [done, 'done'],
    [cancelled, 'cancelled'],
    [panicked, 'panicked'],
    [remaining, 'not ended'],
  ]
    .filter(([count]) => Number(count) > 0)
    .map(([count, how]) => `${formatNumber(Number(count))} ${how}`)
    .join(', ');
}
