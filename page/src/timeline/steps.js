// What happens in a run, in its order: the steps that a reader can go.
import { findUnfinishedTasks } from './unfinished.js';

/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./document.js').Wait} Wait */
/** @typedef {import('./document.js').Wake} Wake */
/** @typedef {import('./document.js').WaitEndCause} WaitEndCause */
/** @typedef {typeof STEP_KIND_ORDER[number]} StepKind */

/**
 * A step. Its subject is in the field that its kind needs.
 * @typedef {object} Step
 * @property {number} ms
 * @property {StepKind} kind
 * @property {number} [task] whose lane it is on
 * @property {number} [thread] whose strip it is on
 * @property {number} [line] of the program
 * @property {any} about the span or the mark of the document
 * @property {Wait} [wait] what a wake ends
 * @property {boolean} [isCauseNamed] whether the step of a wake names what ended
 *   this wait
 * @property {import('./unfinished.js').Unfinished} [left] at the last step
 */

/** What of several at one time comes first: a cause before its effect. */
const STEP_KIND_ORDER = /** @type {const} */ ([
  'thread',
  'spawn',
  'aggregate-start',
  'wake',
  'ready',
  'compute',
  'panic',
  'lag',
  'print',
  'block',
  'dropped',
  'wait',
  'end',
  'wake-by-end',
  'aggregate-end',
  'thread-end',
  'last',
]);

/** A poll is a step of its own if it takes so long, and this share. */
const LONG_POLL_MS = 5;
const LONG_POLL_FRACTION = 0.01;
/** A wait ends within this after its wake, unless its thread was busy. */
const MAX_WAKE_DELAY_MS = 1;

/**
 * @param {Document} doc
 * @param {Set<number>} aggregatedIds tasks that have no lane of their own
 * @returns {Step[]}
 */
export function createSteps(doc, aggregatedIds) {
  const steps = [
    ...ownThreadSteps(doc),
    ...taskSteps(doc, aggregatedIds),
    ...waitAndWakeSteps(doc, aggregatedIds),
    ...blockSteps(doc),
    ...longPollSteps(doc),
    ...pinSteps(doc),
    createLastStep(doc),
  ];
  // A line of the program's own comes before a panic, whose words come after.
  const first = STEP_KIND_ORDER.indexOf('panic') - 0.5;
  const orderOf = (/** @type {Step} */ { kind, about }) =>
    kind === 'print' && about.stream === 'stdout'
      ? first
      : STEP_KIND_ORDER.indexOf(kind);
  return steps
    .filter(({ ms }) => ms <= doc.end)
    .sort((a, b) => a.ms - b.ms || orderOf(a) - orderOf(b));
}

/**
 * Threads of the program's own; tokio's come and go by themselves.
 * @param {Document} doc
 * @returns {Step[]}
 */
function ownThreadSteps(doc) {
  return doc.threads.flatMap((about, thread) => {
    if (about.worker || thread === 0) return [];
    const { start, end } = about;
    /** @type {Step} */
    const begin = { ms: start, kind: 'thread', thread, about };
    return end === undefined
      ? [begin]
      : [begin, { ms: end, kind: 'thread-end', thread, about }];
  });
}

/**
 * @param {Document} doc
 * @param {Set<number>} aggregatedIds
 * @returns {Step[]}
 */
function taskSteps(doc, aggregatedIds) {
  const ownTasks = doc.tasks.filter(({ id }) => !aggregatedIds.has(id));
  return ownTasks.flatMap((about) => {
    const { id: task, line, start, end } = about;
    /** @type {Step} */
    const begin = { ms: start, kind: 'spawn', task, line, about };
    return end === undefined
      ? [begin]
      : [begin, { ms: end, kind: 'end', task, about }];
  });
}

/**
 * The steps of aggregated tasks, which share a lane.
 * @param {import('./document.js').AggregatedTasks} about
 * @returns {Step[]}
 */
export function aggregateSteps(about) {
  const { line, start, end, count, done, cancelled, panicked } = about;
  /** @type {Step} */
  const begin = { ms: start[0], kind: 'aggregate-start', line, about };
  return done + cancelled + panicked < count
    ? [begin]
    : [begin, { ms: end[1], kind: 'aggregate-end', line, about }];
}

/**
 * Waits and wakes. The step of a wake names the wait that it ends.
 * @param {Document} doc
 * @param {Set<number>} aggregatedIds
 * @returns {Step[]}
 */
function waitAndWakeSteps(doc, aggregatedIds) {
  const waits = doc.waits.filter(({ task }) => !aggregatedIds.has(task));
  const wakes = doc.wakes.filter(({ task }) => !aggregatedIds.has(task));
  const wakeOf = createWakeFinder(wakes);
  const endedWaits = mapWakesToWaits(waits, wakeOf);
  /** @type {Step[]} */
  const steps = waits.flatMap((about) => {
    const { task, line, awaitLine, start, end, how } = about;
    /** @type {Step} */
    const begin = {
      task,
      line: awaitLine ?? line,
      about,
      ms: start,
      kind: 'wait',
    };
    if (how === undefined) return [begin];
    const step = { task, line, about, ms: end };
    if (how === 'dropped') return [begin, { ...step, kind: 'dropped' }];
    const wake = wakeOf(about);
    const isCauseNamed = !!wake && endedWaits.get(wake) === about;
    if (isCauseNamed && end - wake.ms < MAX_WAKE_DELAY_MS) return [begin];
    return [begin, { ...step, kind: 'ready', isCauseNamed }];
  });
  return [
    ...steps,
    ...wakes.map((about) => wakeStep(about, endedWaits.get(about))),
  ];
}

/**
 * Of several waits that a wake ended, its step names the one whose time had
 * just come; the others are steps of their own.
 * @param {Wait[]} waits
 * @param {(wait: Wait) => Wake | undefined} wakeOf
 */
function mapWakesToWaits(waits, wakeOf) {
  /** @type {Map<Wake, Wait>} */
  const endedWaits = new Map();
  for (const wait of waits) {
    const wake = wakeOf(wait);
    if (!wake) continue;
    const other = endedWaits.get(wake);
    if (!other || timerErrorMs(wait, wake) < timerErrorMs(other, wake)) {
      endedWaits.set(wake, wait);
    }
  }
  return endedWaits;
}

/**
 * @param {Wait} wait
 * @param {Wake} wake
 */
function timerErrorMs({ start, ms = 0 }, wake) {
  return Math.abs(wake.ms - start - ms);
}

/**
 * @param {Wake} about
 * @param {Wait | undefined} wait
 * @returns {Step}
 */
function wakeStep(about, wait) {
  const { ms, task, cause } = about;
  const kind = cause === 'end' ? 'wake-by-end' : 'wake';
  return { ms, kind, task, line: wait?.line, about, wait };
}

/**
 * Finds the wake that ended a wait: the last one during it that is of the
 * cause which the document states. Where it states none, none is found.
 * @param {Wake[]} wakes
 * @returns {(wait: Wait) => Wake | undefined}
 */
function createWakeFinder(wakes) {
  /** @type {Map<string, Wake[]>} */
  const byCause = new Map();
  for (const wake of [...wakes].sort((a, b) => a.ms - b.ms)) {
    const { task, cause: kind, why, wakingTask } = wake;
    const key = causeKey(task, { kind, why, wakingTask });
    const equal = byCause.get(key);
    if (equal) equal.push(wake);
    else byCause.set(key, [wake]);
  }
  return ({ task, start, end, how, cause }) => {
    if (how !== 'ready' || !cause) return undefined;
    const equal = byCause.get(causeKey(task, cause)) ?? [];
    const wake = equal[countUntil(equal, end) - 1];
    return wake && wake.ms >= start ? wake : undefined;
  };
}

/**
 * @param {number} task
 * @param {WaitEndCause} cause
 */
function causeKey(task, { kind, why, wakingTask }) {
  return `${task} ${kind} ${why} ${wakingTask}`;
}

/**
 * @param {Document} doc
 * @returns {Step[]}
 */
function blockSteps({ blocks }) {
  return blocks.map((about) => {
    const { start: ms, task, thread } = about;
    return { ms, kind: 'block', task, thread, about };
  });
}

/**
 * Polls that take long, but not in a blocking call.
 * @param {Document} doc
 * @returns {Step[]}
 */
function longPollSteps({ polls, blocks, end }) {
  const least = Math.max(LONG_POLL_MS, end * LONG_POLL_FRACTION);
  const inCalls = (/** @type {import('./document.js').Poll} */ poll) =>
    blocks
      .filter((block) => block.thread === poll.thread)
      .map((b) => Math.min(b.end, poll.end) - Math.max(b.start, poll.start))
      .reduce((sum, ms) => sum + Math.max(ms, 0), 0);
  return polls
    .filter((poll) => poll.end - poll.start >= least)
    .filter((poll) => poll.end - poll.start - inCalls(poll) >= least)
    .map((about) => {
      const { start: ms, task, thread } = about;
      return { ms, kind: 'compute', task, thread, about };
    });
}

/**
 * @param {Document} doc
 * @returns {Step[]}
 */
function pinSteps({ pins }) {
  return pins.map((about) => {
    const { ms, kind, task, thread, line } = about;
    return { ms, kind, task, thread, line, about };
  });
}

/**
 * The end, at which tasks may still wait.
 * @param {Document} doc
 * @returns {Step}
 */
function createLastStep(doc) {
  const unfinishedTasks = findUnfinishedTasks(doc);
  const { task, thread, line } = unfinishedTasks?.first ?? {};
  return {
    ms: doc.end,
    kind: 'last',
    task,
    thread,
    line,
    about: doc,
    left: unfinishedTasks,
  };
}

/**
 * Which step is the last one until a time; -1 for none.
 * @param {Step[]} steps
 * @param {number} ms
 */
export function lastStepIndexUntil(steps, ms) {
  return countUntil(steps, ms) - 1;
}

/**
 * Counts those until a time.
 * @param {{ ms: number }[]} sorted
 * @param {number} ms
 */
function countUntil(sorted, ms) {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle].ms <= ms) low = middle + 1;
    else high = middle;
  }
  return low;
}
