// Who has which lane under which name, and which part of a run is shown for
// how long, without a page.

import { test } from 'node:test';
import { expect } from 'expect';
import {
  createManyTasksTimeline,
  readTimeline,
} from '../../../tests/browser/timelines/documents.js';
import { countOverlaps } from './lanes.js';
import { createLayout } from './layout.js';
import { describeSteps, findElement, readModel } from './model-testing.js';
import { Player } from './player.js';
import { liveSpanMs } from './scale.js';

test("only the main function's own block_on is called main", () => {
  const createCall = (/** @type {number} */ id, more = {}) => ({
    id,
    kind: 'main',
    start: id,
    ...more,
  });
  /**
   * @param {unknown[]} tasks
   * @param {number[][]} polls
   */
  const readLaneNames = (tasks, polls = []) =>
    readModel({ v: 1, end: 9, threads: [{}, {}], tasks, polls }).lanes.map(
      ({ name }) => name,
    );
  expect(readLaneNames([createCall(0), { id: 1, by: 0, start: 1 }])).toEqual([
    'main',
    'task 1',
  ]);
  expect(readLaneNames([createCall(0), createCall(5)])).toEqual([
    'block_on 1',
    'block_on 2',
  ]);
  expect(readLaneNames([createCall(0)], [[0, 1, 0, 1]])).toEqual([
    'block_on 1',
  ]);
  const within = [createCall(0), createCall(3, { by: 0, line: 7 })];
  expect(readLaneNames(within)).toEqual(['main', 'block_on 1']);
  expect(
    describeSteps(readModel({ v: 1, end: 9, threads: [{}], tasks: within })),
  ).toContain('3.00 ms: main calls block_on 1, line 7');
});

test('each kind of task is counted without gaps', () => {
  const createTask = (/** @type {number} */ id, kind = 'task') => ({
    id,
    kind,
    by: 0,
    start: id,
  });
  const tasks = [
    { ...createTask(0, 'main'), by: undefined },
    createTask(1),
    createTask(2, 'blocking'),
    createTask(3),
    createTask(4, 'main'),
    createTask(5),
    createTask(6, 'blocking'),
  ];
  const waits = [{ task: 0, on: 'task', of: 5, start: 6, end: 8 }];
  const model = readModel({ v: 1, end: 9, threads: [{}], tasks, waits });
  expect(model.lanes.map(({ name }) => name)).toEqual([
    'main',
    'task 1',
    'blocking 1',
    'task 2',
    'block_on 1',
    'task 3',
    'blocking 2',
  ]);
  expect(describeSteps(model)).toContain('6.00 ms: main waits: end of task 3');
});

test('a printed line comes before a panic, whose words come after', () => {
  const printTo = (/** @type {string} */ stream) => [5, null, 0, stream, 1];
  const sentences = describeSteps(
    readModel({
      v: 1,
      end: 9,
      threads: [{}],
      prints: [printTo('stderr'), printTo('stdout')],
      panics: [[5, null, 0, 3]],
    }),
  );
  expect(sentences.slice(0, 3)).toEqual([
    '5.00 ms: the main thread prints a line',
    '5.00 ms: the main thread panics, line 3',
    '5.00 ms: the main thread prints a line as an error',
  ]);
});

test('of a very short run the picture shows what happens in it', () => {
  const prints = [0.4, 0.6].map((ms) => [ms, null, 0, 'stdout', 1]);
  const short = readModel({ v: 1, end: 3, threads: [{}], prints });
  expect(short.span.from).toBeCloseTo(0.39);
  expect(short.span.to).toBeCloseTo(0.61);
  expect(short.notes).toEqual([
    'Of 3 ms the picture shows 0.39 to 0.61 ms: before it the program ' +
      'starts, and then it ends.',
  ]);
  const long = readModel({ v: 1, end: 30, threads: [{}], prints });
  expect(long.span).toEqual({ from: 0, to: 30 });
  expect(long.notes).toEqual([]);
});

test('it plays for some 5 to 15 seconds', () => {
  const playTime = (/** @type {number} */ to) =>
    (to * Player.defaultSlowness({ from: 0, to })) / 1000;
  for (const ms of [0.1, 0.3, 1, 4, 30, 504, 640, 806, 1010, 1600]) {
    expect(playTime(ms)).toBeGreaterThanOrEqual(5);
    expect(playTime(ms)).toBeLessThanOrEqual(15);
  }
  expect(playTime(3000)).toBe(3);
});

test('more waits at once than rows say how many lie on each other', () => {
  const waits = Array.from({ length: 15 }, (_, n) => ({
    task: 0,
    on: 'sleep',
    start: n / 100,
    end: 8,
  }));
  const tasks = [{ id: 0, kind: 'main', start: 0 }];
  const { rows } = readModel({ v: 1, end: 9, tasks, waits }).lanes[0];
  expect(rows.length).toBe(12);
  expect([...countOverlaps(rows[11]).values()]).toEqual([3]);
  expect([...countOverlaps(rows[0]).values()]).toEqual([0]);
});

test('a strip that tells what its thread does has room for words', () => {
  const tasks = [{ id: 0, kind: 'main', start: 0 }];
  const threads = [{}, { by: 0 }, { by: 0 }];
  const blocks = [
    [1, null, 1, 9, 'sleep'],
    [2, 0, 1, 9, 'sleep'],
  ];
  const { rowLayouts } = createLayout(
    readModel({ v: 1, end: 9, tasks, threads, blocks }),
  );
  const heightOf = (/** @type {string} */ name) =>
    findElement(rowLayouts, (rowLayout) => rowLayout.name === name).height;
  expect(heightOf('thread 1')).toBeGreaterThan(heightOf('thread 2'));
});

test('many equal tasks share a lane, even if the document did not', () => {
  const many = readModel(readTimeline('many'));
  expect(many.lanes.map(({ name }) => name)).toEqual([
    'main',
    'task 1',
    'task 2',
    'task 3',
    '9,996 more',
    'task 4',
  ]);
  expect(many.summary).toContain('10,000 tasks');

  const equal = readModel(createManyTasksTimeline(1000));
  expect(equal.lanes.map(({ name }) => name)).toEqual([
    'main',
    'task 1',
    'task 2',
    'task 3',
    '996 more',
    'task 1000',
  ]);
  const { aggregate } = equal.lanes[4];
  expect(aggregate).toMatchObject({ count: 996, done: 854, cancelled: 142 });
  expect(Math.max(...(aggregate?.alive ?? []).map(([, n]) => n))).toBe(996);

  const unlike = readModel(createManyTasksTimeline(300, { lines: 300 }));
  expect(unlike.lanes.length).toBeLessThanOrEqual(40);
});

test('a live picture gets room in jumps', () => {
  expect([10, 99, 120, 1000, 1700, 8500].map(liveSpanMs)).toEqual([
    100, 100, 150, 1500, 2000, 10_000,
  ]);
});
