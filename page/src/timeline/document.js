// Reads a timeline document: what it leaves out gets its default.

import {
  readBlock,
  readLag,
  readPanic,
  readPark,
  readPoll,
  readPrint,
  readWake,
} from './packed-rows.js';
import { labelTasks } from './task-names.js';

/**
 * @typedef {{ name: string, worker: boolean, parent: number | undefined,
 *   start: number, end: number | undefined }} Thread
 * @typedef {{ id: number, kind: string, number: number,
 *   name: string | undefined, label: string,
 *   line: number | undefined, parent: number | undefined, start: number,
 *   end: number | undefined, how: string | undefined }} Task
 * @typedef {{ task: number, thread: number, start: number, end: number }} Poll
 * @typedef {{ task: number, targetKind: string, operation: string | undefined,
 *   of: string | undefined, name: string | undefined, ms: number | undefined,
 *   line: number | undefined, awaitLine: number | undefined, start: number,
 *   end: number, how: string | undefined, cause: WaitEndCause | undefined }} Wait
 * @typedef {{ kind: WakeKind, why: WakeReason | undefined,
 *   wakingTask: number | undefined }} WaitEndCause what ended a wait, if that was seen
 * @typedef {{ ms: number, task: number, wakingTask: number | undefined,
 *   cause: WakeKind, why: WakeReason | undefined }} Wake
 * @typedef {{ sent: number, sender: number | undefined,
 *   received: number | undefined, receiver: number | undefined,
 *   line: number | undefined }} Message
 * @typedef {{ thread: number, task: number | undefined, start: number,
 *   end: number, what: string, calls: number, kind: string | undefined,
 *   isOpen: boolean }} Block
 * @typedef {{ thread: number, start: number, end: number }} Park
 * @typedef {{ ms: number, task: number | undefined, thread: number,
 *   line: number | undefined }} PinPlace
 * @typedef {PinPlace & { kind: 'print', stream: string, lines: number }} Print
 * @typedef {PinPlace & { kind: 'panic' }} Panic
 * @typedef {PinPlace & { kind: 'lag', missed: number }} Lag
 * @typedef {Print | Panic | Lag} Pin a moment that is marked on a row
 * @typedef {{ objectKind: string, line: number | undefined,
 *   size: number | undefined, values: [number, number][] }} Level
 * @typedef {{ line: number | undefined, parent: number | undefined, kind: string,
 *   count: number, start: [number, number], end: [number, number],
 *   done: number, cancelled: number, panicked: number,
 *   alive: [number, number][] }} AggregatedTasks
 */

/** @typedef {import('../generated/protocol.d.ts').Timeline} Timeline */
/** @typedef {import('../generated/protocol.d.ts').WakeKind} WakeKind */
/** @typedef {import('../generated/protocol.d.ts').WakeReason} WakeReason */

/**
 * @typedef {object} Document
 * @property {number} end until when the run is known
 * @property {number} total when it ended
 * @property {boolean} isVirtual
 * @property {boolean} isCut
 * @property {Thread[]} threads
 * @property {Task[]} tasks
 * @property {Poll[]} polls
 * @property {Wait[]} waits
 * @property {Wake[]} wakes
 * @property {Block[]} blocks
 * @property {Park[]} parks
 * @property {Pin[]} pins
 * @property {Level[]} levels
 * @property {Message[]} messages
 * @property {AggregatedTasks[]} aggregates
 * @property {string[]} notes
 */

/**
 * Nothing for a version that this page does not know.
 * @param {any} raw
 * @returns {Document | undefined}
 */
export function readDocument(raw) {
  if (raw?.v !== 1) return undefined;
  return fillDefaults(raw);
}

/**
 * @param {Timeline} raw
 * @returns {Document}
 */
function fillDefaults(raw) {
  const {
    v: _version,
    end: endMs,
    virtual,
    cut,
    tasks: taskRows,
    threads,
    polls,
    waits,
    wakes,
    blocks,
    parks,
    prints,
    panics,
    lags,
    levels,
    messages,
    groups: aggregateRows,
    notes,
    ...others
  } = raw;
  checkAllFieldsAreRead(others);
  const total = endMs ?? 0;
  const cutMs = cut ?? undefined;
  const isCut = cutMs !== undefined;
  // What came after a cut is not known: nothing is drawn there.
  const end = Math.min(cutMs ?? total, total);
  const tasks = readTasks(listOrEmpty(taskRows));
  const aggregates = listOrEmpty(aggregateRows).map((aggregate) =>
    readAggregatedTasks(aggregate, end),
  );
  labelTasks(tasks, aggregates);
  const labels = new Map(tasks.map(({ id, label }) => [id, label]));
  const kinds = new Map(tasks.map(({ id, kind }) => [id, kind]));
  return {
    end,
    total,
    isVirtual: virtual === true,
    isCut,
    threads: listOrEmpty(threads).map(readThread),
    tasks,
    polls: listOrEmpty(polls).map((row) => readPoll(row, end)),
    waits: listOrEmpty(waits).map((wait) => readWait(wait, end, labels)),
    wakes: listOrEmpty(wakes).map(readWake),
    blocks: listOrEmpty(blocks).map((row) => readBlock(row, end, kinds)),
    parks: listOrEmpty(parks).map((row) => readPark(row, end)),
    // Of several at one place, a pointer finds the first.
    pins: [
      ...listOrEmpty(panics).map(readPanic),
      ...listOrEmpty(lags).map(readLag),
      ...listOrEmpty(prints).map(readPrint),
    ],
    levels: listOrEmpty(levels).map(readLevel),
    messages: listOrEmpty(messages).map(readMessage),
    aggregates,
    notes: listOrEmpty(notes).map(String),
  };
}

/**
 * Lets TypeScript name the function above if it doesn't read some part of the
 * document. A newer workbook may have written other parts, which don't matter.
 * @param {Record<string, never>} _others
 */
function checkAllFieldsAreRead(_others) {}

/**
 * @template Row
 * @param {Row[] | undefined} value
 * @returns {Row[]}
 */
function listOrEmpty(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * Reads the tasks. The recorder counts calls of `block_on` and of
 * `spawn_blocking` as it counts tasks; a reader counts each kind by itself. A
 * task without a lane of its own has no row, but its number stays free.
 * @param {NonNullable<Timeline['tasks']>} rows
 * @returns {Task[]}
 */
function readTasks(rows) {
  const tasks = rows.map(readTask);
  let others = 0;
  let blocking = 0;
  for (const task of [...tasks].sort((a, b) => a.id - b.id)) {
    if (task.kind !== 'main' && task.kind !== 'blocking') {
      task.number = task.id + 1 - others;
      continue;
    }
    others += 1;
    if (task.kind === 'blocking') blocking += 1;
    task.number = blocking;
  }
  return tasks;
}

/**
 * @param {NonNullable<Timeline['tasks']>[number]} raw
 * @returns {Task}
 */
function readTask(raw) {
  return {
    id: raw.id,
    kind: raw.kind ?? 'task',
    number: raw.id,
    name: raw.name ?? undefined,
    label: '',
    line: raw.line ?? undefined,
    parent: raw.by ?? undefined,
    start: raw.start ?? 0,
    end: raw.end ?? undefined,
    how: raw.how ?? undefined,
  };
}

/**
 * @param {NonNullable<Timeline['threads']>[number]} raw
 * @returns {Thread}
 */
function readThread(raw) {
  return {
    name: raw.name ?? '',
    worker: raw.worker === true,
    parent: raw.by ?? undefined,
    start: raw.start ?? 0,
    end: raw.end ?? undefined,
  };
}

/**
 * @param {NonNullable<Timeline['waits']>[number]} raw
 * @param {number} end the run's
 * @param {Map<number, string>} labels of the tasks
 * @returns {Wait}
 */
function readWait(raw, end, labels) {
  return {
    task: raw.task,
    targetKind: raw.on ?? 'unknown',
    operation: raw.for ?? undefined,
    of: labels.get(raw.of ?? -1),
    name: raw.name ?? undefined,
    ms: raw.ms ?? undefined,
    line: raw.line ?? undefined,
    awaitLine: raw.at ?? undefined,
    start: raw.start ?? 0,
    end: raw.end ?? end,
    how: raw.how ?? undefined,
    cause: raw.cause ? readWaitEndCause(raw.cause) : undefined,
  };
}

/**
 * @param {import('../generated/protocol.d.ts').WaitEndCause} raw
 * @returns {WaitEndCause}
 */
function readWaitEndCause({ kind, why, by }) {
  return { kind, why: why ?? undefined, wakingTask: by ?? undefined };
}

/**
 * @param {NonNullable<Timeline['groups']>[number]} raw
 * @param {number} end the run's
 * @returns {AggregatedTasks}
 */
function readAggregatedTasks(raw, end) {
  const finished = (raw.done ?? 0) + (raw.cancelled ?? 0) + (raw.panicked ?? 0);
  const [first, last] = raw.end ?? [end, end];
  return {
    line: raw.line ?? undefined,
    parent: raw.by ?? undefined,
    kind: raw.kind ?? 'task',
    count: raw.count ?? 0,
    start: raw.start ?? [0, 0],
    // Those that have not ended are there until the end.
    end: [first, finished < (raw.count ?? 0) ? end : last],
    done: raw.done ?? 0,
    cancelled: raw.cancelled ?? 0,
    panicked: raw.panicked ?? 0,
    alive: listOrEmpty(raw.alive),
  };
}

/**
 * @param {NonNullable<Timeline['levels']>[number]} raw
 * @returns {Level}
 */
function readLevel({ on, line, size, values }) {
  return {
    objectKind: on,
    line: line ?? undefined,
    size: size ?? undefined,
    values: listOrEmpty(values),
  };
}

/**
 * @param {any} raw
 * @returns {Message}
 */
function readMessage({ sent, from, received, to, line }) {
  return {
    sent,
    sender: from ?? undefined,
    received: received ?? undefined,
    receiver: to ?? undefined,
    line: line ?? undefined,
  };
}
