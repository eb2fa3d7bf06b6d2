// Says in a sentence what happens at a step, or what a bar stands for.
import {
  aggregateOutcomes,
  blocksLoop,
  callPhrase,
  describeCall,
  describeWait,
  formatDuration,
  formatNumber,
  formatTime,
  lateByMs,
  lineSuffix,
  nameWait,
  taskOutcome,
} from './words.js';

/** @typedef {import('./document.js').WakeKind} WakeKind */
/** @typedef {import('./document.js').WakeReason} WakeReason */
/** @typedef {import('./steps.js').Step} Step */
/** @typedef {import('./lanes.js').Lane} Lane */

/** Longer printed lines are cut in a sentence. */
const MAX_LINE_CHARS = 60;

/**
 * What wakes a task; nothing if such a wake has a sentence of its own.
 * @type {Record<WakeKind, string | undefined>}
 */
const WAKER_NAMES = {
  timer: 'the timer',
  io: 'input or output',
  thread: 'a thread outside the loop',
  task: 'a task',
  self: undefined,
  end: undefined,
  local: undefined,
  unknown: undefined,
};

/**
 * What was done that wakes a task; nothing if there is another sentence for it.
 * @type {Record<WakeReason, string | undefined>}
 */
const WAKING_ACTIONS = {
  send: 'sends a value',
  receive: 'receives a message',
  close: 'closes the channel',
  notify: 'notifies',
  release: 'releases it',
  abort: undefined,
  signal: undefined,
  budget: undefined,
  yield: undefined,
  retry: undefined,
};

/** @type {Record<Step['kind'], (step: Step, names: Names) => string>} */
const SENTENCE_BY_STEP_KIND = {
  spawn: ({ task, line, about }, names) =>
    about.parent === undefined
      ? `${names.nameTask(task)} begins`
      : describeSpawn(
          names.nameTask(about.parent),
          names.nameTask(task),
          about.kind,
        ) + lineSuffix(line),
  end: ({ task, about }, names) => describeTaskEnd(names.nameTask(task), about),
  'aggregate-start': ({ line, about }, names) =>
    `${names.nameSpawner(about.parent)} begins to spawn ${formatNumber(about.count)} more tasks` +
    lineSuffix(line),
  'aggregate-end': ({ about, line }) =>
    `the last of ${formatNumber(about.count)} tasks${lineSuffix(line)}, ends: ` +
    aggregateOutcomes(about),
  wait: ({ task, about }, names) =>
    `${names.nameTask(task)} ${describeWait(about)}`,
  ready: ({ task, about, isCauseNamed }, names) =>
    `${names.nameTask(task)} goes on: ${describeWaitEnd(about)}` +
    (isCauseNamed ? '' : describeWaitEndCause(about, names)),
  dropped: ({ task, about }, names) =>
    about.targetKind === 'timeout'
      ? `the ${nameWait(about)}${lineSuffix(about.line)}, of ${names.nameTask(task)} ` +
        'is not reached'
      : `${names.nameTask(task)} waits no more: ${nameWait(about)}` +
        `${lineSuffix(about.line)}, is dropped before its end`,
  wake: (step, names) => describeWake(step, names),
  'wake-by-end': (step, names) => describeWake(step, names),
  block: (step, names) => describeBlock(step, names),
  compute: ({ task, thread, about }, names) =>
    `${names.nameTask(task)} runs for ${formatDuration(about.end - about.start)} without ` +
    `yielding; ${names.nameThread(thread)} does nothing else`,
  print: ({ task, thread, about }, names) =>
    `${names.nameTaskOrThread(task, thread)} prints ${names.quotePrint(about)}`,
  panic: ({ task, thread, line }, names) =>
    `${names.nameTaskOrThread(task, thread)} panics${lineSuffix(line)}`,
  lag: ({ task, thread, line, about }, names) =>
    `${names.nameTaskOrThread(task, thread)} was too slow: ` +
    `${formatNumber(about.missed)} broadcast message${pluralEnding(about.missed)}` +
    `${lineSuffix(line)}, ${about.missed === 1 ? 'is' : 'are'} lost to it`,
  thread: ({ thread, about }, names) =>
    about.parent === undefined
      ? `${names.nameThread(thread)} begins`
      : `${names.nameThread(thread)}, made by ${names.nameThread(about.parent)}, begins`,
  'thread-end': ({ thread }, names) => `${names.nameThread(thread)} ends`,
  last: ({ about, left }, names) =>
    about.isCut
      ? 'the recording ends here: it keeps the first 20,000 events'
      : `the run ends${left ? describeUnfinished(left, names) : ''}`,
};

/**
 * The names of tasks and threads, and what was printed.
 * @typedef {object} Names
 * @property {number} end the run's
 * @property {(id: number | undefined) => string} nameTask
 * @property {(id: number | undefined) => string} nameSpawner
 * @property {(index: number | undefined) => string} nameThread
 * @property {(id?: number, index?: number) => string} nameTaskOrThread
 * @property {(print: import('./document.js').Print) => string | undefined}
 *   firstLine that isn't empty
 * @property {(print: import('./document.js').Print) => string} quotePrint
 */

/**
 * '0.50 s: the timer wakes task 2 …'
 * @param {Step} step
 * @param {Names} names
 */
export function describeStep(step, names) {
  return `${formatTime(step.ms, names.end)}: ${SENTENCE_BY_STEP_KIND[step.kind](step, names)}`;
}

/**
 * @param {string} parent
 * @param {string} name
 * @param {string} kind
 */
function describeSpawn(parent, name, kind) {
  if (kind === 'main') return `${parent} calls ${name}`;
  return kind === 'blocking'
    ? `${parent} hands ${name} to a thread for blocking work`
    : `${parent} spawns ${name}`;
}

/**
 * @param {string} name
 * @param {import('./document.js').Task} task
 */
function describeTaskEnd(name, task) {
  switch (task.how) {
    case 'done':
      return `${name} is done`;
    case 'cancelled':
      return `${name} is cancelled: it is dropped before its end`;
    case 'panicked':
      return `${name} has ended by a panic`;
    default:
      return `${name} ends (outcome not recorded)`;
  }
}

/**
 * '; main still waits: mutex, line 4; and 3 others'
 * @param {import('./unfinished.js').Unfinished} left
 * @param {Names} names
 */
function describeUnfinished({ first, others, more }, names) {
  const parts = [''];
  if (first) {
    const { task, thread, wait, what } = first;
    const does = wait ? describeWait(wait) : callPhrase(what ?? '');
    parts.push(`${names.nameTaskOrThread(task, thread)} still ${does}`);
  }
  if (others > 0)
    parts.push(`and ${formatNumber(others)} other${pluralEnding(others)}`);
  if (more > 0) parts.push(`${formatNumber(more)} more tasks have not ended`);
  return parts.join('; ');
}

/** @param {number} count */
function pluralEnding(count) {
  return count === 1 ? '' : 's';
}

/** @param {import('./document.js').Wait} wait */
function describeWaitEnd(wait) {
  const late = lateByMs(wait);
  const finished = `${nameWait(wait)}${lineSuffix(wait.line)}, is over`;
  if (wait.targetKind === 'unknown') return 'its wait is over';
  return late > 0 ? `${finished}, ${formatDuration(late)} late` : finished;
}

/**
 * ' (main releases it)'; nothing where the name of the wait says it.
 * @param {import('./document.js').Wait} wait
 * @param {Names} names
 */
function describeWaitEndCause({ targetKind, cause }, names) {
  if (!cause) return ' (cause not recorded)';
  const { kind, why, wakingTask } = cause;
  if (kind === 'timer' || (kind === 'end' && targetKind === 'task')) return '';
  if (why === 'budget' || why === 'yield' || why === 'retry') return '';
  if (why === 'signal') return ' (a signal)';
  const waker =
    wakingTask === undefined ? WAKER_NAMES[kind] : names.nameTask(wakingTask);
  if (!waker) return ' (cause not recorded)';
  if (kind === 'end') return ` (the end of ${waker})`;
  return ` (${waker} ${(why && WAKING_ACTIONS[why]) ?? 'wakes it'})`;
}

/**
 * @param {Step} step
 * @param {Names} names
 */
function describeWake({ task, about, wait }, names) {
  /** @type {import('./document.js').Wake} */
  const { cause, wakingTask, why } = about;
  const name = names.nameTask(task);
  const named = wait && wait.targetKind !== 'unknown';
  const what = named ? `: ${describeWaitEnd(wait)}` : '';
  if (why === 'budget') {
    return `${name} has used up its budget: it is polled again after the others`;
  }
  if (why === 'yield') {
    return `${name} yields: it is polled again after the others`;
  }
  if (cause === 'self' && !(why && WAKING_ACTIONS[why])) {
    return `${name} stays ready, to be polled once more${what}`;
  }
  if (cause === 'end') {
    const endedTask =
      wakingTask === undefined ? 'a task' : names.nameTask(wakingTask);
    return `the end of ${endedTask} wakes ${name}${what}`;
  }
  if (cause === 'local' && wakingTask !== undefined) {
    return `${name} is woken, to run ${names.nameTask(wakingTask)}${what}`;
  }
  if (why === 'signal') return `a signal wakes ${name}${what}`;
  if (cause === 'unknown' || !(WAKER_NAMES[cause] || cause === 'self')) {
    return `${name} is woken (cause not recorded)${what}`;
  }
  if (cause === 'io' && wait?.targetKind === 'process') {
    return `the operating system wakes ${name}${what}`;
  }
  const waker =
    wakingTask !== undefined ? names.nameTask(wakingTask) : WAKER_NAMES[cause];
  if (why === 'abort') return `${waker} aborts ${name}`;
  const action = why && WAKING_ACTIONS[why];
  if (action) return `${waker} ${action}, which wakes ${name}${what}`;
  return `${waker} wakes ${name}${what}`;
}

/**
 * @param {Step} step
 * @param {Names} names
 */
function describeBlock({ task, thread, about: block }, names) {
  const duration = formatDuration(block.end - block.start);
  const name = names.nameTaskOrThread(task, thread);
  if (!blocksLoop(block)) return `${name} ${describeCall(block)}`;
  return (
    `${name} blocks ${names.nameThread(thread)} for ${duration}: it ` +
    `${callPhrase(block.what)} without an await, so no other task runs there`
  );
}

/**
 * What a bar stands for, with its time.
 * @param {Step} step the one with which it begins
 * @param {number} end the bar's
 * @param {Names} names
 */
export function describeBar(step, end, names) {
  const from = formatTime(step.ms, names.end);
  const to = formatTime(end, names.end);
  return `${from} to ${to}: ${SENTENCE_BY_STEP_KIND[step.kind](step, names)}`;
}

/**
 * @param {import('./document.js').Poll} poll
 * @param {string} name
 * @param {Names} names
 */
export function describePoll(poll, name, names) {
  const duration = formatDuration(poll.end - poll.start);
  const where = names.nameThread(poll.thread);
  return `${formatTime(poll.start, names.end)}: ${name} runs on ${where}, ${duration}`;
}

/**
 * The life of a task or of aggregated tasks.
 * @param {Lane} lane
 * @param {Names} names
 */
export function describeLane(
  { name, line, start, end, task, aggregate },
  names,
) {
  const from = formatTime(start, names.end);
  const to = formatTime(end, names.end);
  const outcome = task
    ? taskOutcome(task)
    : aggregate
      ? aggregateOutcomes(aggregate)
      : '';
  const what = aggregate ? `${formatNumber(aggregate.count)} more tasks` : name;
  return `${from} to ${to}: ${what}${lineSuffix(line)}: ${outcome}`;
}

/** @param {string} text */
export function quoteLine(text) {
  const isLong = text.length > MAX_LINE_CHARS;
  return `“${isLong ? `${text.slice(0, MAX_LINE_CHARS)} …` : text}”`;
}
