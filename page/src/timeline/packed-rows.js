// Reads what is a row of numbers in a timeline document, and gives them names.

/** @import { Block, Lag, Panic, Park, Poll, Print, Wake } from './document.js' */
/** @import { Timeline } from '../generated/protocol.d.ts' */

/**
 * @param {NonNullable<Timeline['polls']>[number]} row
 * @param {number} end the run's
 * @returns {Poll}
 */
export function readPoll([task, thread, start, till], end) {
  return { task, thread, start, end: till ?? end };
}

/**
 * @param {NonNullable<Timeline['wakes']>[number]} row
 * @returns {Wake}
 */
export function readWake([ms, task, wakingTask, cause, why]) {
  return {
    ms,
    task,
    wakingTask: wakingTask ?? undefined,
    cause: cause ?? 'unknown',
    why: why ?? undefined,
  };
}

/**
 * @param {NonNullable<Timeline['blocks']>[number]} row
 * @param {number} end the run's
 * @param {Map<number, string>} kinds of the tasks
 * @returns {Block}
 */
export function readBlock(
  [thread, task, start, till, what, calls],
  end,
  kinds,
) {
  return {
    thread,
    task: task ?? undefined,
    start,
    end: till ?? end,
    what: what ?? 'call',
    calls: calls ?? 1,
    kind: task === null ? undefined : kinds.get(task),
    isOpen: till === undefined || till === null,
  };
}

/**
 * @param {NonNullable<Timeline['parks']>[number]} row
 * @param {number} end the run's
 * @returns {Park}
 */
export function readPark([thread, start, till], end) {
  return { thread, start, end: till ?? end };
}

/**
 * @param {NonNullable<Timeline['prints']>[number]} row
 * @returns {Print}
 */
export function readPrint([ms, task, thread, stream, lines]) {
  return {
    kind: 'print',
    ms,
    task: task ?? undefined,
    thread: thread ?? 0,
    line: undefined,
    stream: stream ?? 'stdout',
    lines: lines ?? 1,
  };
}

/**
 * @param {NonNullable<Timeline['panics']>[number]} row
 * @returns {Panic}
 */
export function readPanic([ms, task, thread, line]) {
  return {
    kind: 'panic',
    ms,
    task: task ?? undefined,
    thread: thread ?? 0,
    line: line ?? undefined,
  };
}

/**
 * @param {NonNullable<Timeline['lags']>[number]} row
 * @returns {Lag}
 */
export function readLag([ms, task, thread, missed, line]) {
  return {
    kind: 'lag',
    ms,
    task: task ?? undefined,
    thread: thread ?? 0,
    missed: missed ?? 0,
    line: line ?? undefined,
  };
}
