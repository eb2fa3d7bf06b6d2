import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeProgress, parseProgress } from './progress.js';

test('of two marks with one name, the later counts', () => {
  const old = { hash: 'a', at: 1 };
  const recent = { hash: 'b', at: 2 };
  const local = { v: 1, run: { x: old, y: recent } };
  const theirs = { v: 1, run: { x: recent, y: old }, solved: { z: old } };
  const merged = { v: 1, run: { x: recent, y: recent }, solved: { z: old } };
  assert.deepEqual(mergeProgress(local, theirs), merged);
  assert.deepEqual(mergeProgress(theirs, local), merged);
});

test('a file is imported only if it holds progress of this version', () => {
  const valid = { v: 1, run: { x: { hash: 'a', at: 1 } } };
  assert.deepEqual(parseProgress(JSON.stringify(valid)), valid);
  for (const text of ['', '[]', '{}', '{"v":1,"run":{"x":{"at":1}}}']) {
    assert.equal(typeof parseProgress(text), 'string', text);
  }
  assert.match(String(parseProgress('{"v":2}')), /newer workbook/);
});
