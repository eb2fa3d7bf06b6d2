// What a timeline says: from a document to lanes, events and sentences,
// without a page.
import { modelOf } from '../../page/timeline/model.js';
import { barSays, laneSays } from '../../page/timeline/sentences.js';
import { expect, test } from './fixtures.js';
import { manyTasks, recording, timeline } from './timelines.js';

function model(name) {
  const doc = timeline(name);
  const printed = { stdout: '', stderr: '' };
  for (const [, stream, text] of recording(doc).out) printed[stream] += text;
  return modelOf(doc, printed);
}

function story({ steps, says }) {
  return steps.map(says);
}

test('two sleeping tasks are told step by step', () => {
  const one = model('two_sleeps');
  expect(one.lanes.map(({ name, depth }) => [name, depth])).toEqual(
    [['main', 0], ['task 1', 1], ['task 2', 1]],
  );
  expect(story(one)).toEqual([
    '0.00 s: main begins',
    '0.00 s: main spawns task 1, line 4',
    '0.00 s: main spawns task 2, line 5',
    '0.00 s: main prints “line 0”',
    '0.00 s: main waits, for what is not told',
    '0.00 s: task 1 waits: sleep 1 s, line 8',
    '0.00 s: task 2 waits: sleep 500 ms, line 8',
    '0.50 s: the timer wakes task 2: sleep 500 ms, line 8, is over',
    '0.50 s: task 2 prints “line 1”',
    '0.50 s: task 2 is done',
    '1.00 s: the timer wakes task 1: sleep 1 s, line 8, is over',
    '1.00 s: task 1 prints “line 2”',
    '1.00 s: task 1 is done',
    '1.00 s: the end of task 1 probably wakes main',
    '1.00 s: main prints “line 3”',
    '1.00 s: main is done',
    '1.00 s: the run ends',
  ]);
  expect(one.summary).toBe('2 tasks, 1 thread, 1 s in all');
});

test('what is cut off, inferred or not told is said so', () => {
  const select = model('select');
  expect(story(select)).toContain(
    '1.00 s: main waits no more: sleep 2 s, line 16, is dropped before its end',
  );
  expect(story(select)).toContain(
    '1.00 s: task 1 is cancelled: it is dropped before its end',
  );
  expect(story(select)).toContain(
    '1.00 s: task 2 is probably cancelled: it is dropped before its end',
  );
  // Three waits at a time have a row each.
  expect(select.lanes[0].rows.length).toBe(3);

  const panic = model('panic');
  expect(story(panic)).toContain('201.4 ms: task 1 panics, line 10');
  expect(story(panic)).toContain('201.9 ms: task 1 has ended by a panic');
  const left = panic.lanes.find(({ name }) => name === 'task 2');
  expect(laneSays(left, panic.names)).toBe(
    '0.3 ms to 402.6 ms: task 2, line 5: not ended',
  );
});

test('a lock, a blocked loop and a late timer have their words', () => {
  expect(story(model('mutex'))).toContain(
    '101.5 ms: till wakes stock: mutex, line 14, is over',
  );
  // Nobody waited: the lock was free.
  expect(story(model('mutex'))).toContain(
    '0.4 ms: till has no need to wait: mutex, line 14',
  );
  const blocked = model('blocked');
  expect(story(blocked)).toContain(
    '0.30 s: report blocks the main thread for 600 ms: it sleeps without an ' +
      'await, so no other task runs there',
  );
  expect(story(blocked)).toContain(
    '0.90 s: the timer wakes heartbeat: sleep 100 ms, line 12, is over, ' +
      '600 ms late',
  );
  const step = blocked.steps.find(({ kind }) => kind === 'block');
  expect(barSays(step, step.about.end, blocked.names)).toMatch(
    /^0\.30 s to 0\.90 s: report blocks/,
  );
});

test('threads have names that tell them apart', () => {
  const workers = model('workers');
  expect(workers.strips.map(({ name }) => name)).toEqual([
    'main thread',
    ...[1, 2, 3, 4].map((n) => `worker ${n}`),
    'pool thread 1',
  ]);
  const words = story(workers);
  expect(words).toContain(
    '0.8 ms: main hands blocking 5 to a thread for blocking work, line 10',
  );
  expect(words).toContain(
    '1.1 ms: task 4 runs for 89 ms without an await; worker 4 does nothing ' +
      'else',
  );
  expect(words).toContain('1.2 ms: blocking 5 sleeps for 149 ms');
  expect(words).toContain('121.7 ms: input or output wakes task 3');
});

test('a program without tasks shows its threads, many in one', () => {
  const threads = model('threads');
  expect(threads.lanes).toEqual([]);
  expect(threads.summary).toBe('3 threads, no tasks of tokio’s, 2 s in all');
  expect(story(threads)).toContain('0.00 s: thread 2 waits for data: 2 s');
  expect(story(threads)).toContain('0.00 s: thread 1 sleeps for 2 s');
  expect(story(threads)).toContain(
    '0.00 s: thread 1, made by the main thread, begins',
  );

  const started = Array.from({ length: 500 }, (_, n) => ({
    name: '',
    by: 0,
    start: n,
    end: 600 + n,
  }));
  const main = { name: 'main' };
  const many = modelOf({ v: 1, end: 1100, threads: [main, ...started] });
  expect(many.strips.length).toBe(8);
  expect(many.strips[6].name).toBe('494 more');
  expect(Math.max(...many.strips[6].alive.map(([, n]) => n))).toBe(494);
});

test('each sort of blocking call has its words', () => {
  const blocks = ['thread', 'process', 'join'].map(
    (what, n) => [0, null, n, n + 1, what],
  );
  expect(story(modelOf({ v: 1, end: 9, threads: [{}], blocks }))).toEqual([
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
  expect(story(modelOf({ v: 1, end: 1002, threads, blocks })).slice(-3)).toEqual(
    [
      '0.00 s: the main thread sleeps 735 times within 1 s',
      '0.00 s: thread server waits for a client, until the run ends',
      '1.00 s: the run ends; thread server still waits for a client',
    ],
  );
});

test('the task that runs a LocalSet is woken to run one of its tasks', () => {
  const tasks = [
    { id: 0, kind: 'main', start: 0 },
    { id: 1, kind: 'local', start: 1, by: 0 },
  ];
  const wakes = [[5, 1, null, 'timer'], [5.1, 0, 1, 'local']];
  expect(story(modelOf({ v: 1, end: 9, tasks, wakes })).slice(-3, -1)).toEqual([
    '5.00 ms: the timer wakes task 1',
    '5.10 ms: main is woken, to run task 1',
  ]);
});

test('a blocking call follows the print before it, and is told once', () => {
  const told = story(
    modelOf({
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
  expect(told.slice(-3)).toEqual([
    '2.0 ms: blocking 1 prints a line',
    '2.0 ms: blocking 1 sleeps for 400 ms',
    '500.0 ms: the run ends',
  ]);
});

test('what comes after a cut is not told, nor guessed', () => {
  const doc = modelOf({
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
  const told = story(doc);
  expect(told.filter((words) => words.includes('ends'))).toEqual([
    '300.0 ms: the recording ends here: it keeps the first 20,000 events',
  ]);
});

/** The last step of a run in which these tasks wait. */
function lastOf(waits, more = {}) {
  const ids = [...new Set([0, ...waits.map(({ task }) => task)])];
  const task = (id) =>
    id === 0 ? { id, kind: 'main', start: 0 } : { id, by: 0, start: 1 };
  const doc = { v: 1, end: 9, tasks: ids.map(task), waits, ...more };
  const model = modelOf({ threads: [{ name: 'main' }], ...doc });
  const step = model.steps.at(-1);
  return { ...step, says: model.says(step) };
}

test('the last step says who still waits', () => {
  const lock = { on: 'mutex', line: 4, start: 2 };
  const alone = lastOf([{ task: 0, ...lock }]);
  expect(alone.says)
    .toBe('9.00 ms: the run ends; main still waits: mutex, line 4');
  expect([alone.kind, alone.task, alone.line]).toEqual(['last', 0, 4]);

  // One whose wait has a name comes before one that tells nothing; a task
  // that waits for two things is one.
  const named = [1, 2, 3].map((task) => ({ task, ...lock }));
  const twice = { task: 3, on: 'sleep', ms: 5000, line: 7, start: 2 };
  const main = { task: 0, on: 'unknown', start: 1 };
  expect(lastOf([main, ...named, twice]).says).toBe(
    '9.00 ms: the run ends; task 1 still waits: mutex, line 4; and 3 others',
  );
  expect(lastOf([main, ...named.slice(0, 1)]).says).toMatch(/and 1 other$/);
  expect(lastOf([main]).says)
    .toBe('9.00 ms: the run ends; main still waits, for what is not told');

  const blocks = [[0, 1, 3, null, 'thread']];
  expect(lastOf([main, { task: 1, ...lock, end: 2, how: 'ready' }], { blocks }))
    .toMatchObject({
      task: 1,
      says: '9.00 ms: the run ends; task 1 still waits for another thread; ' +
        'and 1 other',
    });

  const group = { line: 5, by: 0, count: 96, start: [1, 2], alive: [[1, 96]] };
  expect(lastOf([main], { groups: [{ ...group, cancelled: 1 }] }).says).toMatch(
    /main still waits, for what is not told; 95 more tasks have not ended$/,
  );
});

test('who does not wait at the end is not said to wait', () => {
  const lock = { task: 1, on: 'mutex', line: 4, start: 2 };
  const over = { end: 8, how: 'dropped' };
  expect(lastOf([{ ...lock, ...over }]).says).toBe('9.00 ms: the run ends');
  expect(lastOf([lock], { cut: 5 }).says).toMatch(/the recording ends here/);
  const tasks = [{ id: 1, start: 1, end: 7, how: 'cancelled' }];
  expect(lastOf([lock], { tasks }).says).toBe('9.00 ms: the run ends');
});

test('a tree of tasks is indented, in virtual time', () => {
  const tree = model('tree');
  const lanes = tree.lanes.map(({ name, depth }) => [name, depth]);
  expect(lanes.slice(1, 5)).toEqual(
    [['orders', 1], ['task 2', 2], ['task 3', 3], ['task 4', 2]],
  );
  expect(tree.isVirtual).toBe(true);
  expect(story(tree)).toContain(
    '1.25 ms: task 3 stays ready, to be polled once more',
  );
});

test('what a document leaves out is no fault, another version is none', () => {
  const least = modelOf({ v: 1, end: 3 });
  expect(least.lanes).toEqual([]);
  expect(story(least)).toEqual(['3.00 ms: the run ends']);
  expect(modelOf({ v: 2, end: 3 })).toBeUndefined();
  expect(modelOf(null)).toBeUndefined();
  expect(story(modelOf({ v: 1, end: 1, cut: 1 }))).toEqual([
    '1.00 ms: the recording ends here: it keeps the first 20,000 events',
  ]);
});

test('20,000 events are read in a moment', () => {
  const doc = manyTasks(1000, { polls: 16, lines: 500 });
  const began = performance.now();
  const model = modelOf(doc);
  expect(performance.now() - began).toBeLessThan(500);
  expect(model.lanes.length).toBeLessThanOrEqual(40);
});
