// Timeline documents, for tests with and without a browser.
import * as fs from 'node:fs';

/**
 * A timeline document; the fields that the tests look at have types.
 * @typedef {{ v: number, end: number, tasks: any[], threads?: any[],
 *   prints?: any[][], [field: string]: unknown }} TimelineDocument
 */

/**
 * Reads a document that stands for what a recorder sees.
 * @param {string} name
 * @returns {TimelineDocument}
 */
export function readTimeline(name) {
  const file = new URL(`${name}.json`, import.meta.url);
  return JSON.parse(fs.readFileSync(file, 'utf8'));
}

/**
 * A recorded run, with one line for each that the document says was printed.
 * @param {Partial<TimelineDocument>} [timeline]
 */
export function createRecording(timeline) {
  const prints = timeline?.prints ?? [];
  /** @type {[number, string, string][]} */
  const lines = prints.map(([ms, , , stream], index) => [
    ms,
    stream,
    `line ${index}\n`,
  ]);
  return { v: 1, end: timeline?.end ?? 1, code: 0, out: lines, timeline };
}

/**
 * A document of many tasks that sleep, spawned on so many lines.
 * @param {number} count
 */
export function createManyTasksTimeline(count, { polls = 2, lines = 1 } = {}) {
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
  /**
   * @param {number} id
   * @param {number} start
   */
  const poll = (id, start) => [id, 0, start, start + 0.05];
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
