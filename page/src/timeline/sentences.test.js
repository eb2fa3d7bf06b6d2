// What a timeline says: from a document to lanes, events and sentences,
// without a page.

import { test } from 'node:test';
import { expect } from 'expect';
import {
  createManyTasksTimeline,
  createRecording,
  readTimeline,
} from '../../../tests/browser/timelines/documents.js';
import { createModel } from './model.js';
import { describeSteps, findElement, readModel } from './model-testing.js';
import { describeBar, describeLane } from './sentences.js';

/**
 * Reads the model of a document among the tests, with the lines it prints.
 * @param {string} name
 */
function loadModel(name) {
  const doc = readTimeline(name);
  /** @type {Record<string, string>} */
  const printed = { stdout: '', stderr: '' };
  for (const [, stream, text] of createRecording(doc).out)
    printed[stream] += text;
  return readModel(doc, printed);
}

test('two sleeping tasks are told step by step', () => {
  const sleeps = loadModel('two_sleeps');
  expect(sleeps.lanes.map(({ name, depth }) => [name, depth])).toEqual([
    ['main', 0],
    ['task 1', 1],
    ['task 2', 1],
  ]);
  expect(describeSteps(sleeps)).toEqual([
    '0.00 s: main begins',
    '0.00 s: main spawns task 1, line 4',
    '0.00 s: main spawns task 2, line 5',
    '0.00 s: main prints “line 0”',
    '0.00 s: main waits (reason not recorded)',
    '0.00 s: task 1 waits: sleep 1 s, line 8',
    '0.00 s: task 2 waits: sleep 500 ms, line 8',
    '0.50 s: the timer wakes task 2: sleep 500 ms, line 8, is over',
    '0.50 s: task 2 prints “line 1”',
    '0.50 s: task 2 is done',
    '1.00 s: the timer wakes task 1: sleep 1 s, line 8, is over',
    '1.00 s: task 1 prints “line 2”',
    '1.00 s: task 1 is done',
    '1.00 s: the end of task 1 wakes main',
    '1.00 s: main prints “line 3”',
    '1.00 s: main is done',
    '1.00 s: the run ends',
  ]);
  expect(sleeps.summary).toBe('2 tasks, 1 thread, 1 s in all');
});

test('what is cut off or unknown is described as such', () => {
  const select = loadModel('select');
  expect(describeSteps(select)).toContain(
    '1.00 s: main waits no more: sleep 2 s, line 16, is dropped before its end',
  );
  expect(describeSteps(select)).toContain(
    '1.00 s: task 1 is cancelled: it is dropped before its end',
  );
  expect(describeSteps(select)).toContain(
    '1.00 s: task 2 is cancelled: it is dropped before its end',
  );
  // Three waits at a time have a row each.
  expect(select.lanes[0].rows.length).toBe(3);

  const panic = loadModel('panic');
  expect(describeSteps(panic)).toContain('201.4 ms: task 1 panics, line 10');
  expect(describeSteps(panic)).toContain(
    '201.9 ms: task 1 has ended by a panic',
  );
  const unended = findElement(panic.lanes, ({ name }) => name === 'task 2');
  expect(describeLane(unended, panic.names)).toBe(
    '0.3 ms to 402.6 ms: task 2, line 5: not ended',
  );
});

test('what a wake does and what ends a wait have their words', () => {
  const sentences = describeSteps(loadModel('channel'));
  for (const sentence of [
    '0.0 ms: task 2 waits: message, line 6, awaited in line 10',
    '9.9 ms: task 1 sends a value, which wakes task 2: message, line 6, ' +
      'is over',
    '10.0 ms: task 1 waits: room in the channel, line 6, awaited in line 11',
    '19.9 ms: task 2 receives a message, which wakes task 1: room in the ' +
      'channel, line 6, is over',
    '0.0 ms: main waits: end of task 1, line 8, awaited in line 12',
    '30.0 ms: task 1 has used up its budget: it is polled again after the ' +
      'others',
    '31.0 ms: task 1 yields: it is polled again after the others',
    '32.0 ms: main aborts task 2',
  ]) {
    expect(sentences).toContain(sentence);
  }
});

test('a signal and the end of a child process have their words', () => {
  const wait = { task: 0, line: 4, how: 'ready' };
  const sentences = describeSteps(
    readModel({
      v: 1,
      end: 9,
      threads: [{}],
      tasks: [{ id: 0, kind: 'main', start: 0 }],
      waits: [
        {
          ...wait,
          on: 'signal',
          start: 1,
          end: 3,
          cause: { kind: 'io', why: 'signal' },
        },
        { ...wait, on: 'process', start: 4, end: 6, cause: { kind: 'io' } },
      ],
      wakes: [
        [3, 0, null, 'io', 'signal'],
        [6, 0, null, 'io'],
      ],
    }),
  );
  expect(sentences.slice(1, -1)).toEqual([
    '1.00 ms: main waits: signal, line 4',
    '3.00 ms: a signal wakes main: signal, line 4, is over',
    '4.00 ms: main waits: end of a child process, line 4',
    '6.00 ms: the operating system wakes main: end of a child process, ' +
      'line 4, is over',
  ]);
});

test('broadcast messages that a task was too slow for are lost', () => {
  const broadcast = loadModel('broadcast');
  const sentences = describeSteps(broadcast);
  expect(sentences).toContain(
    '0.25 s: task 1 was too slow: 3 broadcast messages, line 6, are lost to it',
  );
  expect(sentences).toContain(
    '0.50 s: task 1 was too slow: 1 broadcast message, line 6, is lost to it',
  );
  const lane = findElement(broadcast.lanes, ({ name }) => name === 'task 1');
  const lags = lane.pins.filter(({ kind }) => kind === 'lag');
  expect(lags).toMatchObject([{ missed: 3 }, { missed: 1 }]);
});

test('a lock, a blocked loop and a late timer have their words', () => {
  expect(describeSteps(loadModel('mutex'))).toContain(
    '101.5 ms: till wakes stock: mutex, line 14, is over',
  );
  const blocked = loadModel('blocked');
  expect(describeSteps(blocked)).toContain(
    '0.30 s: report blocks the main thread for 600 ms: it sleeps without an ' +
      'await, so no other task runs there',
  );
  expect(describeSteps(blocked)).toContain(
    '0.90 s: the timer wakes heartbeat: sleep 100 ms, line 12, is over, ' +
      '600 ms late',
  );
  const step = findElement(blocked.steps, ({ kind }) => kind === 'block');
  expect(describeBar(step, step.about.end, blocked.names)).toMatch(
    /^0\.30 s to 0\.90 s: report blocks/,
  );
});

test('threads have names that tell them apart', () => {
  const workers = loadModel('workers');
  expect(workers.strips.map(({ name }) => name)).toEqual([
    'main thread',
    ...[1, 2, 3, 4].map((n) => `worker ${n}`),
    'pool thread 1',
  ]);
  const sentences = describeSteps(workers);
  expect(sentences).toContain(
    '0.8 ms: main hands blocking 1 to a thread for blocking work, line 10',
  );
  expect(sentences).toContain(
    '1.1 ms: task 4 runs for 89 ms without yielding; worker 4 does nothing ' +
      'else',
  );
  expect(sentences).toContain('1.2 ms: blocking 1 sleeps for 149 ms');
  expect(sentences).toContain('121.7 ms: input or output wakes task 3');
});

test('a program without tasks shows its threads, many in one', () => {
  const threads = loadModel('threads');
  expect(threads.lanes).toEqual([]);
  expect(threads.summary).toBe('3 threads, no tasks of tokio’s, 2 s in all');
  expect(describeSteps(threads)).toContain(
    '0.00 s: thread 2 waits for data: 2 s',
  );
  expect(describeSteps(threads)).toContain('0.00 s: thread 1 sleeps for 2 s');
  expect(describeSteps(threads)).toContain(
    '0.00 s: thread 1, made by the main thread, begins',
  );

  const started = Array.from({ length: 500 }, (_, n) => ({
    name: '',
    by: 0,
    start: n,
    end: 600 + n,
  }));
  const main = { name: 'main' };
  const many = readModel({ v: 1, end: 1100, threads: [main, ...started] });
  expect(many.strips.length).toBe(8);
  expect(many.strips[6].name).toBe('494 more');
  expect(Math.max(...(many.strips[6].alive ?? []).map(([, n]) => n))).toBe(494);
});

test('each sort of blocking call has its words', () => {
  const blocks = ['thread', 'process', 'join'].map((what, n) => [
    0,
    null,
    n,
    n + 1,
    what,
  ]);
  expect(
    describeSteps(readModel({ v: 1, end: 9, threads: [{}], blocks })),
  ).toEqual([
    '0.00 ms: the main thread waits for another thread: 1 ms',
    '1.00 ms: the main thread waits for another process: 1 ms',
    '2.00 ms: the main thread waits for another thread: 1 ms',
    '9.00 ms: the run ends',
  ]);
});

test('many calls in a row, and one that never returns, are told so', () => {
  const threads = [{ name: 'main' }, { name: 'server', by: 0, start: 0 }];
  const blocks = [
    [0, null, 1, 1001, 'sleep', 735],
    [1, null, 1, null, 'accept'],
  ];
  expect(
    describeSteps(readModel({ v: 1, end: 1002, threads, blocks })).slice(-3),
  ).toEqual([
    '0.00 s: the main thread sleeps 735 times within 1 s',
    '0.00 s: thread server waits for a client, until the run ends',
    '1.00 s: the run ends; thread server still waits for a client',
  ]);
});

test('the task that runs a LocalSet is woken to run one of its tasks', () => {
  const tasks = [
    { id: 0, kind: 'main', start: 0 },
    { id: 1, kind: 'local', start: 1, by: 0 },
  ];
  const wakes = [
    [5, 1, null, 'timer'],
    [5.1, 0, 1, 'local'],
  ];
  expect(
    describeSteps(readModel({ v: 1, end: 9, tasks, wakes })).slice(-3, -1),
  ).toEqual([
    '5.00 ms: the timer wakes task 1',
    '5.10 ms: main is woken, to run task 1',
  ]);
});

test('a blocking call follows the print before it, and is told once', () => {
  const sentences = describeSteps(
    readModel({
      v: 1,
      end: 500,
      threads: [{}, { name: 'tokio-rt-worker', by: 0, start: 1 }],
      tasks: [
        { id: 0, kind: 'main', start: 0 },
        { id: 1, kind: 'blocking', start: 1, by: 0 },
      ],
      polls: [[1, 1, 2, 402]],
      blocks: [[1, 1, 2, 402, 'sleep']],
      prints: [[2, 1, 1, 'stdout', 1]],
    }),
  );
  expect(sentences.slice(-3)).toEqual([
    '2.0 ms: blocking 1 prints a line',
    '2.0 ms: blocking 1 sleeps for 400 ms',
    '500.0 ms: the run ends',
  ]);
});

test('what comes after a cut is neither described nor guessed', () => {
  const doc = readModel({
    v: 1,
    end: 1000,
    cut: 300,
    threads: [{ name: 'main' }],
    tasks: [
      { id: 0, kind: 'main', start: 1 },
      { id: 1, kind: 'task', start: 2, by: 0 },
    ],
    waits: [{ task: 1, on: 'sleep', ms: 99, start: 290 }],
    groups: [
      { line: 5, by: 0, count: 9, start: [2, 3], end: [50, 60], done: 4 },
    ],
  });
  expect(doc.lanes.map(({ end }) => end)).toEqual([300, 300, 300]);
  expect(doc.lanes.flatMap(({ rows }) => rows.flat())[0].end).toBe(300);
  expect(doc.summary).toBe(
    'at least 10 tasks, 1 thread, 1 s in all, recorded for 300 ms',
  );
  expect(doc.total).toBe(1000);
  const sentences = describeSteps(doc);
  expect(sentences.filter((sentence) => sentence.includes('ends'))).toEqual([
    '300.0 ms: the recording ends here: it keeps the first 20,000 events',
  ]);
});

/**
 * The last step of a run in which these tasks wait.
 * @param {{ task: number, [field: string]: unknown }[]} waits
 */
function createLastStep(waits, more = {}) {
  const ids = [...new Set([0, ...waits.map(({ task }) => task)])];
  const createTask = (/** @type {number} */ id) =>
    id === 0 ? { id, kind: 'main', start: 0 } : { id, by: 0, start: 1 };
  const doc = { v: 1, end: 9, tasks: ids.map(createTask), waits, ...more };
  const model = readModel({ threads: [{ name: 'main' }], ...doc });
  const step = model.steps[model.steps.length - 1];
  return { ...step, sentence: model.describe(step) };
}

test('the last step names the tasks that still wait', () => {
  const lock = { on: 'mutex', line: 4, start: 2 };
  const alone = createLastStep([{ task: 0, ...lock }]);
  expect(alone.sentence).toBe(
    '9.00 ms: the run ends; main still waits: mutex, line 4',
  );
  expect([alone.kind, alone.task, alone.line]).toEqual(['last', 0, 4]);

  // One whose wait has a name comes before one that tells nothing; a task
  // that waits for two things is one.
  const named = [1, 2, 3].map((task) => ({ task, ...lock }));
  const twice = { task: 3, on: 'sleep', ms: 5000, line: 7, start: 2 };
  const main = { task: 0, on: 'unknown', start: 1 };
  expect(createLastStep([main, ...named, twice]).sentence).toBe(
    '9.00 ms: the run ends; task 1 still waits: mutex, line 4; and 3 others',
  );
  expect(createLastStep([main, ...named.slice(0, 1)]).sentence).toMatch(
    /and 1 other$/,
  );
  expect(createLastStep([main]).sentence).toBe(
    '9.00 ms: the run ends; main still waits (reason not recorded)',
  );

  const blocks = [[0, 1, 3, null, 'thread']];
  expect(
    createLastStep([main, { task: 1, ...lock, end: 2, how: 'ready' }], {
      blocks,
    }),
  ).toMatchObject({
    task: 1,
    sentence:
      '9.00 ms: the run ends; task 1 still waits for another thread; ' +
      'and 1 other',
  });

  const aggregate = {
    line: 5,
    by: 0,
    count: 96,
    start: [1, 2],
    alive: [[1, 96]],
  };
  expect(
    createLastStep([main], { groups: [{ ...aggregate, cancelled: 1 }] })
      .sentence,
  ).toMatch(
    /main still waits \(reason not recorded\); 95 more tasks have not ended$/,
  );
});

test('who does not wait at the end is not said to wait', () => {
  const lock = { task: 1, on: 'mutex', line: 4, start: 2 };
  const dropped = { end: 8, how: 'dropped' };
  expect(createLastStep([{ ...lock, ...dropped }]).sentence).toBe(
    '9.00 ms: the run ends',
  );
  expect(createLastStep([lock], { cut: 5 }).sentence).toMatch(
    /the recording ends here/,
  );
  const tasks = [{ id: 1, start: 1, end: 7, how: 'cancelled' }];
  expect(createLastStep([lock], { tasks }).sentence).toBe(
    '9.00 ms: the run ends',
  );
});

test('a tree of tasks is indented, in virtual time', () => {
  const tree = loadModel('tree');
  const lanes = tree.lanes.map(({ name, depth }) => [name, depth]);
  expect(lanes.slice(1, 5)).toEqual([
    ['orders', 1],
    ['task 2', 2],
    ['task 3', 3],
    ['task 4', 2],
  ]);
  expect(tree.isVirtual).toBe(true);
  expect(describeSteps(tree)).toContain(
    '1.25 ms: task 3 stays ready, to be polled once more',
  );
});

test('what a document leaves out is no fault, another version is none', () => {
  const least = readModel({ v: 1, end: 3 });
  expect(least.lanes).toEqual([]);
  expect(describeSteps(least)).toEqual(['3.00 ms: the run ends']);
  expect(createModel({ v: 2, end: 3 })).toBeUndefined();
  expect(createModel(null)).toBeUndefined();
  expect(describeSteps(readModel({ v: 1, end: 1, cut: 1 }))).toEqual([
    '1.00 ms: the recording ends here: it keeps the first 20,000 events',
  ]);
});

test('of 20,000 events, each is read only a few times', () => {
  const doc = createManyTasksTimeline(1000, { polls: 16, lines: 500 });
  let readCount = 0;
  const polls = new Proxy(doc.polls, {
    get(rows, key) {
      readCount += 1;
      return Reflect.get(rows, key);
    },
  });
  const model = readModel({ ...doc, polls });
  expect(readCount).toBeLessThan(10 * doc.polls.length);
  expect(model.lanes.length).toBeLessThanOrEqual(40);
});
