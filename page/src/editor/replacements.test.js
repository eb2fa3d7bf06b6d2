import assert from 'node:assert/strict';
import { test } from 'node:test';
import { applyReplacements, findChangedPart } from './replacements.js';

/**
 * @param {[number, number]} start line and column
 * @param {[number, number]} end
 * @param {string} text
 */
function createReplacement(
  [line_start, column_start],
  [line_end, column_end],
  text,
) {
  return { line_start, column_start, line_end, column_end, text };
}

test('several parts are replaced at once', () => {
  const text = 'let a = 1;\nlet b = 2;\n';
  const parts = [
    createReplacement([2, 9], [2, 10], '33'),
    createReplacement([1, 5], [1, 5], 'mut '),
  ];
  assert.equal(applyReplacements(text, parts), 'let mut a = 1;\nlet b = 33;\n');
});

test('a whole line is removed, the last one too', () => {
  const first = createReplacement([1, 1], [2, 1], '');
  assert.equal(applyReplacements('use a;\nfn b() {}', [first]), 'fn b() {}');
  const last = createReplacement([2, 1], [3, 1], '');
  assert.equal(applyReplacements('a\nb', [last]), 'a\n');
});

test('two texts differ between what they have in common', () => {
  const differences = [
    ['abc', 'abXc', { from: 2, to: 2, insert: 'X' }],
    ['abXc', 'abc', { from: 2, to: 3, insert: '' }],
    // What both begin and end with must not be counted twice.
    ['aa', 'aaa', { from: 2, to: 2, insert: 'a' }],
    ['same', 'same', { from: 4, to: 4, insert: '' }],
    ['', 'x', { from: 0, to: 0, insert: 'x' }],
  ];
  for (const [before, after, change] of differences) {
    assert.deepEqual(findChangedPart(String(before), String(after)), change);
  }
});

test('columns count characters, not UTF-16 units', () => {
  const part = createReplacement([1, 4], [1, 5], 'x');
  assert.equal(applyReplacements('"🦀"y', [part]), '"🦀"x');
});
