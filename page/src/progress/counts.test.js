import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { test } from 'node:test';

/** What the modules expect of a browser without a workbook. */
const stored = new Map();
Object.assign(globalThis, {
  document: {
    querySelector: () => null,
    addEventListener: () => {},
    visibilityState: 'visible',
  },
  addEventListener: () => {},
});
Object.defineProperty(globalThis, 'localStorage', {
  value: {
    getItem: (/** @type {string} */ key) => stored.get(key) ?? null,
    setItem: (/** @type {string} */ key, /** @type {string} */ value) =>
      stored.set(key, value),
    removeItem: (/** @type {string} */ key) => stored.delete(key),
  },
});

test('the page counts what the terminal counts', async () => {
  const { countMilestones } = await import('./counts.js');
  const { importProgress, resetProgress } = await import('./progress.js');
  const file = new URL('./count-cases.json', import.meta.url);
  const { pages, cases } = JSON.parse(fs.readFileSync(file, 'utf8'));
  assert.ok(cases.length > 2);
  for (const { why, progress, counts } of cases) {
    await resetProgress();
    assert.equal(await importProgress(JSON.stringify(progress)), undefined);
    const counted = countMilestones(pages).map(
      ({ done, total, label }) => `${done} of ${total} ${label}`,
    );
    assert.deepEqual(counted, counts, why);
  }
});
