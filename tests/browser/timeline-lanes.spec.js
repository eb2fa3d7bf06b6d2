// Who has which lane under which name, and which part of a run is shown for
// how long, without a page.
import { heaps } from '../../page/timeline/lanes.js';
import { modelOf } from '../../page/timeline/model.js';
import { Player } from '../../page/timeline/player.js';
import { expect, test } from './fixtures.js';

function story({ steps, says }) {
  return steps.map(says);
}

test('only the main function\'s own block_on is called main', () => {
  const call = (id, more = {}) => ({ id, kind: 'main', start: id, ...more });
  const names = (tasks, polls = []) =>
    modelOf({ v: 1, end: 9, threads: [{}, {}], tasks, polls })
      .lanes.map(({ name }) => name);
  expect(names([call(0), { id: 1, by: 0, start: 1 }])).toEqual(
    ['main', 'task 1'],
  );
  expect(names([call(0), call(5)])).toEqual(['block_on 1', 'block_on 2']);
  expect(names([call(0)], [[0, 1, 0, 1]])).toEqual(['block_on 1']);
  const within = [call(0), call(3, { by: 0, line: 7 })];
  expect(names(within)).toEqual(['main', 'block_on 1']);
  expect(story(modelOf({ v: 1, end: 9, threads: [{}], tasks: within })))
    .toContain('3.00 ms: main calls block_on 1, line 7');
});

test('a printed line comes before a panic, whose words come after', () => {
  const at = (stream) => [5, null, 0, stream, 1];
  const told = story(
    modelOf({
      v: 1,
      end: 9,
      threads: [{}],
      prints: [at('stderr'), at('stdout')],
      panics: [[5, null, 0, 3]],
    }),
  );
  expect(told.slice(0, 3)).toEqual([
    '5.00 ms: the main thread prints a line',
    '5.00 ms: the main thread panics, line 3',
    '5.00 ms: the main thread prints a line as an error',
  ]);
});

test('of a very short run the picture shows what happens in it', () => {
  const prints = [0.4, 0.6].map((ms) => [ms, null, 0, 'stdout', 1]);
  const short = modelOf({ v: 1, end: 3, threads: [{}], prints });
  expect(short.span.from).toBeCloseTo(0.39);
  expect(short.span.to).toBeCloseTo(0.61);
  expect(short.notes).toEqual([
    'Of 3 ms the picture shows 0.39 to 0.61 ms: before it the program ' +
      'starts, and then it ends.',
  ]);
  const long = modelOf({ v: 1, end: 30, threads: [{}], prints });
  expect(long.span).toEqual({ from: 0, to: 30 });
  expect(long.notes).toEqual([]);
});

test('it plays for some 5 to 15 seconds', () => {
  const lasts = (to) => (to * Player.usual({ from: 0, to })) / 1000;
  for (const ms of [0.1, 0.3, 1, 4, 30, 504, 640, 806, 1010, 1600]) {
    expect(lasts(ms), `${ms} ms`).toBeGreaterThanOrEqual(5);
    expect(lasts(ms), `${ms} ms`).toBeLessThanOrEqual(15);
  }
  expect(lasts(3000)).toBe(3);
});

test('more waits at once than rows say how many lie on each other', () => {
  const waits = Array.from({ length: 15 }, (_, n) => ({
    task: 0,
    on: 'sleep',
    start: n / 100,
    end: 8,
  }));
  const tasks = [{ id: 0, kind: 'main', start: 0 }];
  const { rows } = modelOf({ v: 1, end: 9, tasks, waits }).lanes[0];
  expect(rows.length).toBe(12);
  expect([...heaps(rows[11]).values()]).toEqual([3]);
  expect([...heaps(rows[0]).values()]).toEqual([0]);
});
