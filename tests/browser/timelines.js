// Timeline documents for the tests, and the programs that have them.
import * as fs from 'node:fs';
import { ended, out, started } from './fake.js';

/** Documents that stand for what a recorder sees. */
export function timeline(name) {
  const file = new URL(`timelines/${name}.json`, import.meta.url);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/** One line for each that the document says was printed. */
export function recording(timeline) {
  const lines = (timeline?.prints ?? []).map(([ms, , , stream], index) =>
    [ms, stream, `line ${index}\n`],
  );
  return { v: 1, end: timeline?.end ?? 1, code: 0, out: lines, timeline };
}

/** A page whose listing has this recording. */
export function record(runner, recording) {
  const text = JSON.stringify(recording);
  const type = 'type="application/json" class="recorded-run"';
  runner.edit = (html) =>
    html
      .replaceAll(/<script[^>]*"recorded-run".*?<\/script>/gs, '')
      .replace(/(id="listing-two_waits".*?)<pre>/s, (_, before) =>
        `${before}<script ${type}>${text}</script><pre>`,
      );
}

/** A run that ends with this document. */
export function runOf(timeline) {
  return async function* () {
    yield started();
    for (const [ms, stream, text] of recording(timeline).out) {
      yield out(ms, text, stream);
    }
    yield { event: 'timeline', timeline };
    yield ended(timeline.end);
  };
}

/** So many tasks, each of which sleeps, on a line of its own or on one. */
export function manyTasks(count, { polls = 2, lines = 1 } = {}) {
  const ids = Array.from({ length: count }, (_, index) => index + 1);
  const end = 1000 + count;
  const tasks = ids.map((id) => ({
    id,
    kind: 'task',
    line: 10 + (id % lines),
    by: 0,
    start: id / 10,
    end: 1000 + id / 2,
    how: id % 7 === 0 ? 'cancelled' : 'done',
  }));
  const waits = ids.map((id) => ({
    task: id,
    on: 'sleep',
    ms: 1000,
    line: 20,
    start: id / 10 + 0.2,
    end: 1000 + id / 2 - 0.1,
    how: 'ready',
  }));
  const poll = (id, at) => [id, 0, at, at + 0.05];
  return {
    v: 1,
    end,
    threads: [{ name: 'main' }],
    tasks: [{ id: 0, kind: 'main', start: 0, end, how: 'done' }, ...tasks],
    polls: ids.flatMap((id) =>
      Array.from({ length: polls }, (_, n) => poll(id, id / 10 + 0.1 + n)),
    ),
    waits,
    wakes: ids.map((id) => [1000 + id / 2 - 0.2, id, null, 'timer']),
  };
}
