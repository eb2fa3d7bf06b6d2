// The tasks that still wait when a run ends, because it was stopped or no task
// could continue.

/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./document.js').Wait} Wait */

/**
 * A task, and what it waits for: a wait, or a call that blocks its thread.
 * In a program without tasks it is a thread that waits.
 * @typedef {{ task?: number, line?: number, thread?: number, wait?: Wait,
 *   what?: string }} Waiting
 */

/**
 * @typedef {object} Unfinished
 * @property {Waiting | undefined} first the most informative one
 * @property {number} others how many tasks wait besides
 * @property {number} more of tasks that the document only counts, in aggregates
 */

/**
 * Nothing where all tasks have ended, or where that is not known.
 * @param {Document} doc
 * @returns {Unfinished | undefined}
 */
export function findUnfinishedTasks(doc) {
  if (doc.isCut) return undefined;
  const waiting = [...findBlockedTasks(doc), ...findWaitingTasks(doc)];
  const count = new Set(waiting.map(({ task, thread }) => task ?? `${thread}`))
    .size;
  const aggregatedCount = doc.aggregates.reduce(
    (sum, aggregate) => sum + countAlive(aggregate),
    0,
  );
  if (count + aggregatedCount === 0) return undefined;
  const named = waiting.find(({ wait }) => wait?.targetKind !== 'unknown');
  const first = named ?? waiting[0];
  return { first, others: Math.max(count - 1, 0), more: aggregatedCount };
}

/**
 * @param {Document} doc
 * @returns {Waiting[]}
 */
function findWaitingTasks({ tasks, waits }) {
  const finishedTasks = new Set(
    tasks.filter(({ end }) => end !== undefined).map(({ id }) => id),
  );
  return waits
    .filter(({ how, task }) => how === undefined && !finishedTasks.has(task))
    .map((wait) => ({ task: wait.task, line: wait.line, wait }));
}

/**
 * @param {Document} doc
 * @returns {Waiting[]}
 */
function findBlockedTasks({ blocks, tasks }) {
  const hasTasks = tasks.length > 0;
  return blocks.flatMap(({ task, thread, what, isOpen }) =>
    isOpen && (task !== undefined || !hasTasks) ? [{ task, thread, what }] : [],
  );
}

/** @param {import('./document.js').AggregatedTasks} aggregate */
function countAlive({ count, done, cancelled, panicked }) {
  return Math.max(count - done - cancelled - panicked, 0);
}
