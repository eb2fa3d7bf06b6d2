// All that a picture needs to know of a run, from its document alone.
import { findBands } from './bands.js';
import { readDocument } from './document.js';
import { createLanes } from './lanes.js';
import { describeStep, quoteLine } from './sentences.js';
import { aggregateSteps, createSteps } from './steps.js';
import { createStrips } from './strips.js';
import { formatCount, formatDuration } from './words.js';

/** @typedef {import('./lanes.js').Lane} Lane */
/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./steps.js').Step} Step */
/** @typedef {import('./document.js').Print} Print */
/** @typedef {import('./strips.js').Strip} Strip */

/** Of a run shorter than this, only the part with events is shown. */
const SHORT_RUN_MS = 10;
/** That part is at least so long. */
const MIN_SPAN_MS = 0.1;

/**
 * What a program has printed, by stream.
 * @typedef {Record<string, string>} Printed
 */

/**
 * Lines of a stream, counted from 0.
 * @typedef {{ stream: string, from: number, to: number }} Lines
 */

/**
 * @typedef {object} Model
 * @property {number} end until when it is known
 * @property {number} total when the run ended
 * @property {boolean} isShort whether starting and ending take most of it
 * @property {import('./scale.js').Span} span of its picture
 * @property {boolean} isVirtual
 * @property {boolean} hasTasks
 * @property {Lane[]} lanes
 * @property {Map<number, Lane>} laneOf
 * @property {Strip[]} strips
 * @property {(thread: number) => Strip | undefined} stripOf
 * @property {import('./document.js').Wake[]} wakes
 * @property {import('./document.js').Level[]} levels
 * @property {import('./document.js').Message[]} messages
 * @property {Step[]} steps
 * @property {import('./bands.js').Band[]} bands
 * @property {string[]} notes
 * @property {string} summary
 * @property {import('./sentences.js').Names} names
 * @property {(step: Step) => string} describe
 * @property {(print: Print) => Lines} linesOf
 */

/**
 * Nothing for a document that this page cannot read.
 * @param {unknown} raw
 * @param {Printed} [printed]
 * @returns {Model | undefined}
 */
export function createModel(raw, printed = {}) {
  const doc = readDocument(raw);
  if (!doc) return undefined;
  const { lanes, laneOf } = createLanes(doc);
  const aggregatedIds = new Set(
    [...laneOf].filter(([, lane]) => lane.aggregate).map(([id]) => id),
  );
  const aggregates = lanes.flatMap((lane) => lane.aggregate ?? []);
  const steps = [
    ...createSteps(doc, aggregatedIds),
    ...aggregates.flatMap(aggregateSteps),
  ];
  steps.sort((a, b) => a.ms - b.ms);
  const { strips, stripOf, names: threads } = createStrips(doc, laneOf);
  const linesOf = findPrintedLines(doc.pins);
  const names = createNames(doc, laneOf, threads, printed, linesOf);
  const span = findShownSpan(doc, steps);
  const isShort = doc.total < SHORT_RUN_MS;
  return {
    end: doc.end,
    total: doc.total,
    isShort,
    span,
    isVirtual: doc.isVirtual,
    hasTasks: lanes.length > 0,
    lanes,
    laneOf,
    strips,
    stripOf,
    wakes: doc.wakes,
    levels: doc.levels,
    messages: doc.messages,
    steps,
    bands: findBands(doc, span, names.firstLine),
    notes: [...doc.notes, ...describeShownPart(span, doc.total)],
    summary: summarizeRun(doc, lanes),
    names,
    describe: (step) => describeStep(step, names),
    linesOf,
  };
}

/**
 * A very short run begins to be seen with its first event: before it the
 * program starts, and behind the last one it ends.
 * @param {Document} doc
 * @param {Step[]} steps
 */
function findShownSpan(doc, steps) {
  const whole = { from: 0, to: doc.total };
  if (doc.total >= SHORT_RUN_MS) return whole;
  const calls = doc.blocks.filter(({ isOpen }) => !isOpen);
  const endTimes = [...doc.waits, ...calls, ...doc.polls].map(({ end }) => end);
  const events = steps.filter(({ kind }) => kind !== 'last');
  const times = [...events.map(({ ms }) => ms), ...endTimes];
  if (times.length === 0) return whole;
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const around = Math.max((MIN_SPAN_MS - last + first) / 2, 0.01);
  const from = Math.max(first - around, 0);
  return { from, to: Math.min(last + around, doc.total) };
}

/**
 * @param {import('./scale.js').Span} span
 * @param {number} total
 */
function describeShownPart({ from, to }, total) {
  if (to - from >= total) return [];
  return [
    `Of ${formatDuration(total)} the picture shows ${from.toFixed(2)} to ` +
      `${to.toFixed(2)} ms: before it the program starts, and then it ends.`,
  ];
}

/**
 * Finds which lines of its stream a print has written.
 * @param {import('./document.js').Pin[]} pins
 */
function findPrintedLines(pins) {
  /** @type {Map<Print, Lines>} */
  const lines = new Map();
  /** @type {Record<string, number>} */
  const count = {};
  for (const print of pins.filter((pin) => pin.kind === 'print')) {
    const from = count[print.stream] ?? 0;
    const { stream } = print;
    count[stream] = from + print.lines;
    lines.set(print, { stream, from, to: from + Math.max(print.lines, 1) });
  }
  const none = { stream: '', from: 0, to: 0 };
  return (/** @type {Print} */ print) => lines.get(print) ?? none;
}

/**
 * @param {import('./document.js').Document} doc
 * @param {Map<number, Lane>} laneOf
 * @param {string[]} threads
 * @param {Printed} printed
 * @param {Model['linesOf']} linesOf
 * @returns {import('./sentences.js').Names}
 */
function createNames(doc, laneOf, threads, printed, linesOf) {
  /** @type {Record<string, string[]>} */
  const texts = {};
  /** @type {(stream: string, line: number) => string | undefined} */
  const lineOf = (stream, line) => {
    texts[stream] ??= (printed[stream] ?? '').split('\n');
    const lines = texts[stream];
    // Behind the last newline stands a line only if it has begun.
    const isThere = line < lines.length - 1 || lines[line] !== '';
    return isThere ? lines[line] : undefined;
  };
  const nameTask = (/** @type {number | undefined} */ id) => {
    const lane = id === undefined ? undefined : laneOf.get(id);
    return !lane ? 'a task' : lane.aggregate ? 'one of many tasks' : lane.name;
  };
  const nameThread = (/** @type {number | undefined} */ index) =>
    (threads[index ?? 0] ?? 'a thread').replace(/^main /, 'the $&');
  const firstLine = (/** @type {Print} */ print) => {
    const { stream, from, to } = linesOf(print);
    let index = from;
    while (index < to - 1 && lineOf(stream, index) === '') index += 1;
    return lineOf(stream, index);
  };
  return {
    end: doc.end,
    firstLine,
    nameTask,
    nameSpawner: (id) => (id === undefined ? 'the program' : nameTask(id)),
    nameThread,
    nameTaskOrThread: (id, index) =>
      id === undefined ? nameThread(index) : nameTask(id),
    quotePrint: (print) => {
      const { stream, from, to } = linesOf(print);
      const first = firstLine(print);
      const rest = to - from > 1 ? ` and ${to - from - 1} more` : '';
      const where = stream === 'stderr' ? ' as an error' : '';
      if (first === undefined) return `a line${where}`;
      const text = first === '' ? 'an empty line' : quoteLine(first);
      return text + rest + where;
    },
  };
}

/**
 * @param {import('./document.js').Document} doc
 * @param {Lane[]} lanes
 */
function summarizeRun(doc, lanes) {
  const aggregatedCount = doc.aggregates.reduce(
    (sum, { count }) => sum + count,
    0,
  );
  const tasks =
    doc.tasks.filter(({ kind }) => kind !== 'main').length + aggregatedCount;
  const parts = [];
  const least = doc.isCut ? 'at least ' : '';
  if (tasks > 0) parts.push(least + formatCount(tasks, 'task'));
  const threads = doc.threads.length;
  if (threads > 0) parts.push(formatCount(threads, 'thread'));
  if (lanes.length === 0) parts.push('no tasks of tokio’s');
  parts.push(`${formatDuration(doc.total)} in all`);
  if (doc.isCut) parts.push(`recorded for ${formatDuration(doc.end)}`);
  return parts.join(', ');
}
