// @ts-check
// Says in a sentence what happens at a step, or what a bar stands for.
import { atLine, blocksLoop, call, callTakes } from './words.js';
import { ending, groupEnds, lateBy, length, number } from './words.js';
import { time, waitFor, waitName } from './words.js';

/** @typedef {import('./events.js').Step} Step */
/** @typedef {import('./lanes.js').Lane} Lane */

/** Longer printed lines are cut in a sentence. */
const LONGEST_LINE = 60;

/** @type {Record<string, string>} */
const WAKERS = {
  timer: 'the timer',
  io: 'input or output',
  thread: 'a thread outside the loop',
  task: 'a task',
};

/** @type {Record<string, (step: Step, names: Names) => string>} */
const SAYS = {
  spawn: ({ task, line, about }, names) =>
    about.by === undefined
      ? `${names.task(task)} begins`
      : spawned(names.task(about.by), names.task(task), about.kind) +
        atLine(line),
  end: ({ task, about }, names) => endOfTask(names.task(task), about),
  group: ({ line, about }, names) =>
    `${names.by(about.by)} begins to spawn ${number(about.count)} more tasks` +
    atLine(line),
  'group-end': ({ about, line }) =>
    `the last of ${number(about.count)} tasks${atLine(line)}, ends: ` +
    groupEnds(about),
  wait: ({ task, about }, names) => `${names.task(task)} ${waitFor(about)}`,
  'at-once': ({ task, about }, names) =>
    `${names.task(task)} has no need to wait: ${waitName(about)}` +
    atLine(about.line),
  ready: ({ task, about }, names) =>
    `${names.task(task)} goes on: ${isOver(about)}`,
  dropped: ({ task, about }, names) =>
    about.on === 'timeout'
      ? `the ${waitName(about)}${atLine(about.line)}, of ${names.task(task)} ` +
        'is not reached'
      : `${names.task(task)} waits no more: ${waitName(about)}` +
    `${atLine(about.line)}, is dropped before its end`,
  wake: (step, names) => wake(step, names),
  'wake-by-end': (step, names) => wake(step, names),
  block: (step, names) => blocked(step, names),
  compute: ({ task, thread, about }, names) =>
    `${names.task(task)} runs for ${length(about.end - about.start)} without ` +
    `an await; ${names.thread(thread)} does nothing else`,
  print: ({ task, thread, about }, names) =>
    `${names.either(task, thread)} prints ${names.printed(about)}`,
  panic: ({ task, thread, line }, names) =>
    `${names.either(task, thread)} panics${atLine(line)}`,
  thread: ({ thread, about }, names) =>
    about.by === undefined
      ? `${names.thread(thread)} begins`
      : `${names.thread(thread)}, made by ${names.thread(about.by)}, begins`,
  'thread-end': ({ thread }, names) => `${names.thread(thread)} ends`,
  last: ({ about, left }, names) =>
    about.isCut
      ? 'the recording ends here: it keeps the first 20,000 events'
      : `the run ends${left ? stillWaiting(left, names) : ''}`,
};

/**
 * Who is who, and what was printed.
 * @typedef {object} Names
 * @property {number} end the run's
 * @property {(id: number | undefined) => string} task
 * @property {(id: number | undefined) => string} by
 * @property {(index: number | undefined) => string} thread
 * @property {(id?: number, index?: number) => string} either
 * @property {(print: import('./document.js').Print) => string} printed
 */

/**
 * '0.50 s: the timer wakes task 2 …'
 * @param {Step} step
 * @param {Names} names
 */
export function sentence(step, names) {
  return `${time(step.ms, names.end)}: ${SAYS[step.kind](step, names)}`;
}

/**
 * @param {string} by
 * @param {string} who
 * @param {string} kind
 */
function spawned(by, who, kind) {
  return kind === 'blocking'
    ? `${by} hands ${who} to a thread for blocking work`
    : `${by} spawns ${who}`;
}

/**
 * @param {string} name
 * @param {import('./document.js').Task} task
 */
function endOfTask(name, task) {
  const probably = task.sure ? '' : 'probably ';
  switch (task.how) {
    case 'done':
      return `${name} ${task.sure ? 'is' : 'is probably'} done`;
    case 'cancelled':
      return `${name} is ${probably}cancelled: it is dropped before its end`;
    case 'panicked':
      return `${name} has ${probably}ended by a panic`;
    default:
      return `${name} ends, how is not told`;
  }
}

/**
 * '; main still waits: mutex, line 4; and 3 others'
 * @param {import('./unfinished.js').Unfinished} left
 * @param {Names} names
 */
function stillWaiting({ first, others, more }, names) {
  const parts = [''];
  if (first) {
    const { task, thread, wait, what } = first;
    const does = wait ? waitFor(wait) : call(what ?? '');
    parts.push(`${names.either(task, thread)} still ${does}`);
  }
  if (others > 0) parts.push(`and ${number(others)} other${plural(others)}`);
  if (more > 0) parts.push(`${number(more)} more tasks have not ended`);
  return parts.join('; ');
}

/** @param {number} count */
function plural(count) {
  return count === 1 ? '' : 's';
}

/** @param {import('./document.js').Wait} wait */
function isOver(wait) {
  const late = lateBy(wait);
  const over = `${waitName(wait)}${atLine(wait.line)}, is over`;
  if (wait.on === 'unknown') return 'its wait is over';
  return late > 0 ? `${over}, ${length(late)} late` : over;
}

/**
 * @param {Step} step
 * @param {Names} names
 */
function wake({ task, about, wait }, names) {
  const { cause, by, sure } = about;
  const who = names.task(task);
  const probably = sure ? '' : 'probably ';
  const named = wait && wait.on !== 'unknown';
  const what = named ? `: ${isOver(wait)}` : '';
  if (cause === 'self') {
    return `${who} ${probably}stays ready, to be polled once more${what}`;
  }
  if (cause === 'end') {
    const ended = by === undefined ? 'a task' : names.task(by);
    return `the end of ${ended} ${probably}wakes ${who}${what}`;
  }
  if (cause === 'local' && by !== undefined) {
    return `${who} is ${probably}woken, to run ${names.task(by)}${what}`;
  }
  if (cause === 'unknown' || !(cause in WAKERS)) {
    return `${who} is ${probably}woken, by what is not told${what}`;
  }
  const waker = by !== undefined ? names.task(by) : WAKERS[cause];
  return `${waker} ${probably}wakes ${who}${what}`;
}

/**
 * @param {Step} step
 * @param {Names} names
 */
function blocked({ task, thread, about: block }, names) {
  const takes = length(block.end - block.start);
  const who = names.either(task, thread);
  if (!blocksLoop(block)) return `${who} ${callTakes(block)}`;
  return (
    `${who} blocks ${names.thread(thread)} for ${takes}: it ` +
    `${call(block.what)} without an await, so no other task runs there`
  );
}

/**
 * What a bar stands for, with its time.
 * @param {Step} step the one with which it begins
 * @param {number} end the bar's
 * @param {Names} names
 */
export function barSays(step, end, names) {
  const from = time(step.ms, names.end);
  const to = time(end, names.end);
  return `${from} to ${to}: ${SAYS[step.kind](step, names)}`;
}

/**
 * @param {import('./document.js').Poll} poll
 * @param {string} who
 * @param {Names} names
 */
export function pollSays(poll, who, names) {
  const takes = length(poll.end - poll.start);
  const where = names.thread(poll.thread);
  return `${time(poll.start, names.end)}: ${who} runs on ${where}, ${takes}`;
}

/**
 * The life of a task or of a group.
 * @param {Lane} lane
 * @param {Names} names
 */
export function laneSays({ name, line, start, end, task, group }, names) {
  const from = time(start, names.end);
  const to = time(end, names.end);
  const how = task ? ending(task) : group ? groupEnds(group) : '';
  const what = group ? `${number(group.count)} more tasks` : name;
  return `${from} to ${to}: ${what}${atLine(line)}: ${how}`;
}

/** @param {string} text */
export function quoted(text) {
  const isLong = text.length > LONGEST_LINE;
  return `“${isLong ? `${text.slice(0, LONGEST_LINE)} …` : text}”`;
}
