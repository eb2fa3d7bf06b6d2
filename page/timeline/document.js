// @ts-check
// Reads a timeline document: what it leaves out gets its default, and what is
// a row of numbers in it gets names.

/**
 * @typedef {{ name: string, worker: boolean, by: number | undefined,
 *   start: number, end: number | undefined }} Thread
 * @typedef {{ id: number, kind: string, name: string | undefined,
 *   line: number | undefined, by: number | undefined, start: number,
 *   end: number | undefined, how: string | undefined, sure: boolean }} Task
 * @typedef {{ task: number, thread: number, start: number, end: number }} Poll
 * @typedef {{ task: number, on: string, ms: number | undefined,
 *   line: number | undefined, start: number, end: number,
 *   how: string | undefined }} Wait
 * @typedef {{ ms: number, task: number, by: number | undefined, cause: string,
 *   sure: boolean }} Wake
 * @typedef {{ thread: number, task: number | undefined, start: number,
 *   end: number, what: string, calls: number, kind: string | undefined,
 *   isOpen: boolean }} Block
 * @typedef {{ thread: number, start: number, end: number }} Park
 * @typedef {{ ms: number, task: number | undefined, thread: number,
 *   stream: string, lines: number }} Print
 * @typedef {{ ms: number, task: number | undefined, thread: number,
 *   line: number | undefined }} Panic
 * @typedef {{ on: string, line: number | undefined,
 *   values: [number, number][] }} Level
 * @typedef {{ line: number | undefined, by: number | undefined, kind: string,
 *   count: number, start: [number, number], end: [number, number],
 *   done: number, cancelled: number, panicked: number,
 *   alive: [number, number][] }} Group
 */

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
 * @property {Print[]} prints
 * @property {Panic[]} panics
 * @property {Level[]} levels
 * @property {Group[]} groups
 * @property {string[]} notes
 */

/**
 * Nothing for a version that this page does not know.
 * @param {any} raw
 * @returns {Document | undefined}
 */
export function read(raw) {
  if (raw?.v !== 1) return undefined;
  const total = raw.end ?? 0;
  const isCut = typeof raw.cut === 'number';
  // What came after a cut is not known: nothing is drawn there.
  const end = isCut ? Math.min(raw.cut, total) : total;
  const tasks = rows(raw.tasks).map(task);
  const kinds = new Map(tasks.map(({ id, kind }) => [id, kind]));
  return {
    end,
    total,
    isVirtual: raw.virtual === true,
    isCut,
    threads: rows(raw.threads).map(thread),
    tasks,
    polls: rows(raw.polls).map((row) => poll(row, end)),
    waits: rows(raw.waits).map((one) => wait(one, end)),
    wakes: rows(raw.wakes).map(wake),
    blocks: rows(raw.blocks).map((row) => block(row, end, kinds)),
    parks: rows(raw.parks).map((row) => park(row, end)),
    prints: rows(raw.prints).map(print),
    panics: rows(raw.panics).map(panic),
    levels: rows(raw.levels).map(level),
    groups: rows(raw.groups).map((one) => group(one, end)),
    notes: rows(raw.notes).map(String),
  };
}

/**
 * @param {any} value
 * @returns {any[]}
 */
function rows(value) {
  return Array.isArray(value) ? value : [];
}

/**
 * @param {any} raw
 * @returns {Task}
 */
function task(raw) {
  return {
    id: raw.id,
    kind: raw.kind ?? 'task',
    name: raw.name ?? undefined,
    line: raw.line ?? undefined,
    by: raw.by ?? undefined,
    start: raw.start ?? 0,
    end: raw.end ?? undefined,
    how: raw.how ?? undefined,
    sure: raw.sure ?? true,
  };
}

/**
 * @param {any} raw
 * @returns {Thread}
 */
function thread(raw) {
  return {
    name: raw.name ?? '',
    worker: raw.worker === true,
    by: raw.by ?? undefined,
    start: raw.start ?? 0,
    end: raw.end ?? undefined,
  };
}

/**
 * @param {any} raw
 * @param {number} end the run's
 * @returns {Wait}
 */
function wait(raw, end) {
  return {
    task: raw.task,
    on: raw.on ?? 'unknown',
    ms: raw.ms ?? undefined,
    line: raw.line ?? undefined,
    start: raw.start ?? 0,
    end: raw.end ?? end,
    how: raw.how ?? undefined,
  };
}

/**
 * @param {any} raw
 * @param {number} end the run's
 * @returns {Group}
 */
function group(raw, end) {
  const ended = (raw.done ?? 0) + (raw.cancelled ?? 0) + (raw.panicked ?? 0);
  const [first, last] = raw.end ?? [end, end];
  return {
    line: raw.line ?? undefined,
    by: raw.by ?? undefined,
    kind: raw.kind ?? 'task',
    count: raw.count ?? 0,
    start: raw.start ?? [0, 0],
    // Those that have not ended are there until the end.
    end: [first, ended < (raw.count ?? 0) ? end : last],
    done: raw.done ?? 0,
    cancelled: raw.cancelled ?? 0,
    panicked: raw.panicked ?? 0,
    alive: rows(raw.alive),
  };
}

/**
 * @param {any[]} row
 * @param {number} end the run's
 * @returns {Poll}
 */
function poll([task, thread, start, till], end) {
  return { task, thread, start, end: till ?? end };
}

/**
 * @param {any[]} row
 * @returns {Wake}
 */
function wake([ms, task, by, cause, sure]) {
  return {
    ms,
    task,
    by: by ?? undefined,
    cause: cause ?? 'unknown',
    sure: sure ?? true,
  };
}

/**
 * @param {any[]} row
 * @param {number} end the run's
 * @param {Map<number, string>} kinds of the tasks
 * @returns {Block}
 */
function block([thread, task, start, till, what, calls], end, kinds) {
  return {
    thread,
    task: task ?? undefined,
    start,
    end: till ?? end,
    what: what ?? 'call',
    calls: calls ?? 1,
    kind: kinds.get(task),
    isOpen: till === undefined || till === null,
  };
}

/**
 * @param {any[]} row
 * @param {number} end the run's
 * @returns {Park}
 */
function park([thread, start, till], end) {
  return { thread, start, end: till ?? end };
}

/**
 * @param {any[]} row
 * @returns {Print}
 */
function print([ms, task, thread, stream, lines]) {
  return {
    ms,
    task: task ?? undefined,
    thread: thread ?? 0,
    stream: stream ?? 'stdout',
    lines: lines ?? 1,
  };
}

/**
 * @param {any[]} row
 * @returns {Panic}
 */
function panic([ms, task, thread, line]) {
  return {
    ms,
    task: task ?? undefined,
    thread: thread ?? 0,
    line: line ?? undefined,
  };
}

/**
 * @param {any} raw
 * @returns {Level}
 */
function level({ on, line, values }) {
  return { on, line: line ?? undefined, values: rows(values) };
}
