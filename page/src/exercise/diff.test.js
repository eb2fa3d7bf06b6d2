import assert from 'node:assert/strict';
import { test } from 'node:test';
import { diffLines } from './diff.js';

/**
 * @param {string} before
 * @param {string} after
 */
function diffAsStrings(before, after) {
  return diffLines(before, after).map(({ sign, text }) => sign + text);
}

test('equal texts have no difference', () => {
  assert.deepEqual(diffAsStrings('a\nb', 'a\nb'), [' a', ' b']);
});

test('the fewest lines are removed and added', () => {
  assert.deepEqual(diffAsStrings('a\nb\nc', 'a\nx\nc'), [
    ' a',
    '-b',
    '+x',
    ' c',
  ]);
  assert.deepEqual(diffAsStrings('a\nb\nc\nd', 'b\nd\ne'), [
    '-a',
    ' b',
    '-c',
    ' d',
    '+e',
  ]);
});

test('either text may be empty', () => {
  assert.deepEqual(diffAsStrings('', 'a'), ['-', '+a']);
  assert.deepEqual(diffAsStrings('a', ''), ['-a', '+']);
});
