// What happens in a run, in its order: the steps that a reader can go.
import { findUnfinishedTasks } from './unfinished.js';

/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./document.js').Wait} Wait */
/** @typedef {import('./document.js').Wake} Wake */
/** @typedef {typeof KIND_ORDER[number]} StepKind */

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
 * @property {import('./unfinished.js').Unfinished} [left] at the last step
 */

/** What of several at one time comes first: a cause before its effect. */
const KIND_ORDER = /** @type {const} */ ([
  'thread',
  'spawn',
  'group',
  'wake',
  'ready',
  'compute',
  'panic',
  'lag',
  'print',
  'block',
  'dropped',
  'at-once',
  'wait',
  'end',
  'wake-by-end',
  'group-end',
  'thread-end',
  'last',
]);

/** A poll is a step of its own if it takes so long, and this share. */
const LONG_POLL_MS = 5;
const LONG_POLL_SHARE = 0.01;
/** A wait ends within this after its wake, unless its thread was busy. */
const MAX_WAKE_DELAY_MS = 1;
/** Waits as short as this did not wait. */
const MIN_WAIT_MS = 0.05;

/**
 * @param {Document} doc
 * @param {Set<number>} inGroup tasks that have no lane of their own
 * @returns {Step[]}
 */
export function stepsOf(doc, inGroup) {
  const steps = [
    ...ownThreadSteps(doc),
    ...taskSteps(doc, inGroup),
    ...waitAndWakeSteps(doc, inGroup),
    ...blockSteps(doc),
    ...longPollSteps(doc),
    ...pinSteps(doc),
    lastStep(doc),
  ];
  // A line of the program's own comes before a panic, whose words come after.
  const first = KIND_ORDER.indexOf('panic') - 0.5;
  const orderOf = (/** @type {Step} */ { kind, about }) =>
    kind === 'print' && about.stream === 'stdout'
      ? first
      : KIND_ORDER.indexOf(kind);
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
 * @param {Set<number>} inGroup
 * @returns {Step[]}
 */
function taskSteps(doc, inGroup) {
  const ownTasks = doc.tasks.filter(({ id }) => !inGroup.has(id));
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
 * The steps of a group that shares a lane.
 * @param {import('./document.js').Group} about
 * @returns {Step[]}
 */
export function groupSteps(about) {
  const { line, start, end, count, done, cancelled, panicked } = about;
  /** @type {Step} */
  const begin = { ms: start[0], kind: 'group', line, about };
  return done + cancelled + panicked < count
    ? [begin]
    : [begin, { ms: end[1], kind: 'group-end', line, about }];
}

/**
 * Waits and wakes. The step of a wake names the wait that it ends.
 * @param {Document} doc
 * @param {Set<number>} inGroup
 * @returns {Step[]}
 */
function waitAndWakeSteps(doc, inGroup) {
  const waits = doc.waits.filter(({ task }) => !inGroup.has(task));
  const wakes = doc.wakes.filter(({ task }) => !inGroup.has(task));
  const wakeOf = wakesByTask(wakes);
  const endedWaits = waitsEndedByWakes(waits, wakeOf);
  /** @type {Step[]} */
  const steps = waits.flatMap((about) => {
    const { task, line, start, end, how } = about;
    const step = { task, line, about };
    const wake = how === 'ready' ? wakeOf(about) : undefined;
    if (!wake && how === 'ready' && end - start <= MIN_WAIT_MS) {
      return [{ ...step, ms: start, kind: 'at-once' }];
    }
    const isMerged =
      wake &&
      endedWaits.get(wake) === about &&
      end - wake.ms < MAX_WAKE_DELAY_MS;
    /** @type {Step} */
    const begin = { ...step, ms: start, kind: 'wait' };
    if (how === undefined || isMerged) return [begin];
    const kind = how === 'dropped' ? 'dropped' : 'ready';
    return [begin, { ...step, ms: end, kind }];
  });
  return [
    ...steps,
    ...wakes.map((about) => wakeStep(about, endedWaits.get(about))),
  ];
}

/**
 * Of several waits that a poll found over, a wake names the one whose time
 * had just come; the others are steps of their own.
 * @param {Wait[]} waits
 * @param {(wait: Wait) => Wake | undefined} wakeOf
 */
function waitsEndedByWakes(waits, wakeOf) {
  /** @type {Map<Wake, Wait>} */
  const endedWaits = new Map();
  for (const wait of waits) {
    const wake = wait.how === 'ready' ? wakeOf(wait) : undefined;
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
 * Finds the last wake of a wait's task before that wait ended.
 * @param {Wake[]} wakes
 * @returns {(wait: Wait) => Wake | undefined}
 */
function wakesByTask(wakes) {
  /** @type {Map<number, Wake[]>} */
  const byTask = new Map();
  for (const wake of [...wakes].sort((a, b) => a.ms - b.ms)) {
    const wakesOfTask = byTask.get(wake.task);
    if (wakesOfTask) wakesOfTask.push(wake);
    else byTask.set(wake.task, [wake]);
  }
  return ({ task, start, end }) => {
    const ofTask = byTask.get(task) ?? [];
    let [low, high] = [0, ofTask.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (ofTask[middle].ms <= end + MIN_WAIT_MS) low = middle + 1;
      else high = middle;
    }
    // What a task does to itself in a poll comes after what that poll found.
    while (ofTask[low - 1]?.cause === 'self' && ofTask[low - 1].ms > end)
      low -= 1;
    const wake = ofTask[low - 1];
    return wake && wake.ms >= start ? wake : undefined;
  };
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
  const least = Math.max(LONG_POLL_MS, end * LONG_POLL_SHARE);
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
function lastStep(doc) {
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
export function lastStepUntil(steps, ms) {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (steps[middle].ms <= ms) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
