// What ended a wait is what the document states, in small documents and in the
// recorded runs of the book.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import { expect } from 'expect';
import { readDocument } from './document.js';
import { describeSteps, readModel } from './model-testing.js';

const ROOT = new URL('../../../', import.meta.url).pathname;
const RUN_FOLDERS = ['listings', 'examples'];

/**
 * Describes a run in which the main task waits for a lock until 5 ms, while
 * a timer wakes it at 4 ms and task 1 at 3 ms.
 * @param {object | undefined} cause of the end of its wait
 */
function describeLock(cause) {
  const tasks = [
    { id: 0, kind: 'main', start: 0 },
    { id: 1, by: 0, start: 0 },
  ];
  const lock = { task: 0, on: 'mutex', line: 4, at: 9, start: 1, end: 5 };
  const wakes = [
    [3, 0, 1, 'task', 'release'],
    [4, 0, null, 'timer'],
  ];
  const waits = [{ ...lock, how: 'ready', cause }];
  const steps = describeSteps(
    readModel({ v: 1, end: 6, threads: [{}], tasks, waits, wakes }),
  );
  return steps.slice(2, -1);
}

test('a wake ends a wait only if the document states it as the cause', () => {
  expect(describeLock({ kind: 'task', why: 'release', by: 1 })).toEqual([
    '1.00 ms: main waits: mutex, line 4, awaited in line 9',
    '3.00 ms: task 1 releases it, which wakes main: mutex, line 4, is over',
    '4.00 ms: the timer wakes main',
    '5.00 ms: main goes on: mutex, line 4, is over',
  ]);
  expect(describeLock(undefined)).toEqual([
    '1.00 ms: main waits: mutex, line 4, awaited in line 9',
    '3.00 ms: task 1 releases it, which wakes main',
    '4.00 ms: the timer wakes main',
    '5.00 ms: main goes on: mutex, line 4, is over (cause not recorded)',
  ]);
});

test('a cause whose wake the document leaves out is named at the end', () => {
  const last = (/** @type {object} */ cause) => describeLock(cause).at(-1);
  expect(last({ kind: 'task', why: 'release', by: 0 })).toBe(
    '5.00 ms: main goes on: mutex, line 4, is over (main releases it)',
  );
  expect(last({ kind: 'thread' })).toBe(
    '5.00 ms: main goes on: mutex, line 4, is over (a thread outside the ' +
      'loop wakes it)',
  );
  expect(last({ kind: 'io', why: 'signal' })).toMatch(/ \(a signal\)$/);
  expect(last({ kind: 'end', by: 1 })).toMatch(/ \(the end of task 1\)$/);
  expect(last({ kind: 'unknown' })).toMatch(/ \(cause not recorded\)$/);
});

/**
 * Finds the timelines of recorded runs.
 * @returns {{ name: string, timeline: any }[]}
 */
function readRecordedTimelines() {
  return RUN_FOLDERS.flatMap((folder) =>
    fs
      .readdirSync(path.join(ROOT, folder), { recursive: true })
      .map((file) => path.join(folder, String(file)))
      .filter((name) => name.endsWith('.run.json'))
      .map((name) => ({
        name,
        timeline: JSON.parse(fs.readFileSync(path.join(ROOT, name), 'utf8'))
          .timeline,
      }))
      .filter(({ timeline }) => timeline?.waits),
  );
}

test('in the recorded runs, no step names a cause that its document lacks', () => {
  const timelines = readRecordedTimelines();
  let namedCount = 0;
  let stepCount = 0;
  for (const { name, timeline } of timelines) {
    const document = readDocument(timeline);
    const aggregatedIds = new Set();
    const { steps, laneOf } = readModel(timeline);
    for (const [task, lane] of laneOf)
      if (lane.aggregate) aggregatedIds.add(task);
    /** @type {import('./document.js').Wait[]} */
    const ended = [];
    for (const { kind, about, wait } of steps) {
      if (kind === 'ready' || kind === 'dropped') stepCount += 1;
      if (kind === 'ready') ended.push(about);
      if ((kind !== 'wake' && kind !== 'wake-by-end') || !wait) continue;
      namedCount += 1;
      const { cause, why, wakingTask } = about;
      const where = `${name}: ${JSON.stringify(wait)}`;
      expect([where, { kind: cause, why, wakingTask }]).toEqual([
        where,
        wait.cause,
      ]);
      ended.push(wait);
    }
    // Each end of a wait is in some step.
    const waits = document?.waits.filter(
      ({ task, how, end }) =>
        how === 'ready' && end <= document.end && !aggregatedIds.has(task),
    );
    const key = (/** @type {import('./document.js').Wait} */ wait) =>
      JSON.stringify(wait);
    const endedKeys = new Set(ended.map(key));
    const missing = waits?.filter((wait) => !endedKeys.has(key(wait)));
    expect([name, missing]).toEqual([name, []]);
  }
  // There are so many of them that the check is not an empty one.
  expect(timelines.length).toBeGreaterThan(150);
  expect(namedCount).toBeGreaterThan(2000);
  expect(stepCount).toBeGreaterThan(500);
});
