// How tasks are named after what was spawned.
import { test } from 'node:test';
import { expect } from 'expect';
import { describeSteps, readModel } from './model-testing.js';
import { shortenCall } from './task-names.js';

test('a call that is too long loses its last arguments', () => {
  const shortened = [
    'work(2)',
    'work("A", 100, start)',
    'read("reader A", 0.0, start, Arc::clone(&forecast))',
    'send("a (b, c", first, second)',
    'store(Arc::clone(&cache), Arc::clone(&log))',
    'axum::serve(listener, app).into_future()',
    'save_all(a, b).in_current_span()',
    'a_function_with_a_long_name',
    'sleep(Duration::from_millis(400))',
    'list_tick_times(MissedTickBehavior::Burst)',
  ].map(shortenCall);
  expect(shortened).toEqual([
    'work(2)',
    'work("A", 100, start)',
    'read("reader A", …)',
    'send("a (b, c", …)',
    'store(…)',
    'axum::serve(…)…',
    'save_all(a, b)…',
    'a_function_with_a_lon…',
    'sleep(…)',
    'list_tick_times(Burst)',
  ]);
});

test('tasks are named after what was spawned, and counted if that is equal', () => {
  const tasks = [
    { id: 0, kind: 'main', start: 0 },
    { id: 1, kind: 'task', name: 'work(2)', line: 3, by: 0, start: 1 },
    { id: 2, kind: 'task', name: 'work(id)', line: 4, by: 0, start: 2 },
    { id: 3, kind: 'blocking', by: 0, start: 3 },
    { id: 4, kind: 'task', name: 'work(id)', line: 4, by: 0, start: 4 },
    { id: 5, kind: 'task', by: 0, start: 5 },
  ];
  const waits = [{ task: 0, on: 'task', of: 2, start: 6, end: 8 }];
  const model = readModel({ v: 1, end: 9, threads: [{}], tasks, waits });
  expect(model.lanes.map(({ name }) => name)).toEqual([
    'main',
    'work(2)',
    'work(id) #1',
    'blocking 1',
    'work(id) #2',
    'task 4',
  ]);
  const sentences = describeSteps(model);
  expect(sentences).toContain('1.00 ms: main spawns work(2), line 3');
  expect(sentences).toContain('6.00 ms: main waits: end of work(id) #1');
});

test('the last of many tasks is counted with those that share a lane', () => {
  const aggregate = { line: 4, by: 0, count: 996, start: [1, 1], alive: [] };
  const spawned = { kind: 'task', name: 'work(id)', line: 4, by: 0, start: 1 };
  const tasks = [
    { id: 0, kind: 'main', start: 0 },
    { ...spawned, id: 1 },
    { ...spawned, id: 998 },
  ];
  const { lanes } = readModel({ v: 1, end: 9, tasks, groups: [aggregate] });
  const names = lanes.map(({ name }) => name).sort();
  expect(names).toEqual(['996 more', 'main', 'work(id) #1', 'work(id) #998']);
});
