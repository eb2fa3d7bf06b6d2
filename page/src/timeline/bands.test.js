// Which runs are divided into phases, and how these are named.
import { test } from 'node:test';
import { expect } from 'expect';
import { createLayout } from './layout.js';
import { readModel } from './model-testing.js';

const LINES = ['After success: released', 'After an error: released', 'Bye'];
const PRINTED = { stdout: `${LINES.join('\n')}\n` };

/**
 * A main function that waits five times, and prints a line at each of these
 * times.
 * @param {number[]} times
 * @param {object} [more]
 */
function createRun(times, more = {}) {
  return {
    v: 1,
    end: 800,
    threads: [{}],
    tasks: [{ id: 0, kind: 'main', start: 1, end: 799, how: 'done' }],
    waits: [0, 1, 2, 3, 4].map((n) => ({
      task: 0,
      on: 'sleep',
      start: n * 150,
      end: n * 150 + 140,
    })),
    prints: times.map((ms) => [ms, 0, 0, 'stdout', 1]),
    ...more,
  };
}

test('each line that main prints ends a phase with its name', () => {
  const { bands } = readModel(createRun([300, 500, 799]), PRINTED);
  expect(bands).toEqual([
    { from: 0, to: 300, name: LINES[0] },
    { from: 300, to: 500, name: LINES[1] },
    { from: 500, to: 799, name: LINES[2] },
  ]);
});

test('a line that follows at once belongs to the phase before', () => {
  const times = [2, 300, 500, 501, 799];
  const printed = { stdout: 'a\nb\nc\nd\ne\n' };
  const { bands } = readModel(createRun(times), printed);
  expect(bands.map(({ name }) => name)).toEqual(['b', 'c', 'e']);
});

test('the names stand above the lanes', () => {
  const top = (/** @type {any} */ run) =>
    createLayout(readModel(run, PRINTED)).rowLayouts[0].top;
  expect(top(createRun([300, 500, 799]))).toBeGreaterThanOrEqual(
    top(createRun([300])) + 18,
  );
});

test('a simple, crowded or unfinished run has no phases', () => {
  const times = [300, 500, 799];
  const task = { id: 0, kind: 'main', start: 1 };
  const other = [600, null, 0, 'stdout', 1];
  const runs = [
    createRun([300, 799]),
    createRun([300, 310 + 20, 799]),
    createRun([80, 160, 240, 320, 400, 480, 560, 640, 720]),
    createRun(times, { tasks: [task] }),
    createRun(times, { waits: [] }),
    createRun(times, { prints: [...createRun(times).prints, other] }),
  ];
  for (const run of runs) expect(readModel(run).bands).toEqual([]);
});
