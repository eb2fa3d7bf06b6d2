import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeProblems } from './problem-count.js';

/**
 * @param {string} level
 * @param {number} line
 */
function createDiagnostic(level, line) {
  const place = { line_start: line, line_end: line, label: null };
  const spans = [{ ...place, column_start: 1, column_end: 2, primary: true }];
  return { level, code: null, message: '', rendered: '', spans, fixes: [] };
}

test('errors are counted, and warnings only without errors', () => {
  const [first, second] = [
    createDiagnostic('error', 7),
    createDiagnostic('error', 9),
  ];
  const warning = createDiagnostic('warning', 2);
  assert.equal(describeProblems([]), '');
  assert.equal(describeProblems([warning]), '1 warning in line 2');
  assert.equal(describeProblems([warning, first]), '1 error in line 7');
  assert.equal(
    describeProblems([first, warning, second]),
    '2 errors, first in line 7',
  );
});

test('what has no place in the program is not counted', () => {
  const elsewhere = { ...createDiagnostic('error', 1), spans: [] };
  assert.equal(describeProblems([elsewhere]), '');
  assert.equal(
    describeProblems([elsewhere, createDiagnostic('error', 4)]),
    '1 error in line 4',
  );
});
