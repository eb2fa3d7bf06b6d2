import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeGrade, gradeAnswer } from './grading.js';

/** @type {import('./grading.js').AnswerKey} */
const ANSWER_KEY = {
  kind: 'order',
  places: [],
  isRightByChoice: [],
  right: Number.NaN,
  tolerance: Number.NaN,
  mistakes: [],
};

test('lines are right in the places of the run', () => {
  const answerKey = {
    ...ANSWER_KEY,
    places: [1, 0, 2],
    mistakes: [
      { first: 0, second: 1 },
      { first: 2, second: 0 },
    ],
  };
  assert.deepEqual(gradeAnswer(answerKey, [1, 0, 2]), {
    isRight: true,
    mistakes: [],
  });
  assert.deepEqual(gradeAnswer(answerKey, [0, 1, 2]).mistakes, [0]);
  assert.deepEqual(gradeAnswer(answerKey, [2, 0, 1]).mistakes, [0, 1]);
});

test('a grade counts the lines of an order that are in the right place', () => {
  const answerKey = { ...ANSWER_KEY, places: [1, 0, 2] };
  const describeAnswer = (/** @type {number[]} */ answer) =>
    describeGrade(gradeAnswer(answerKey, answer), answer);
  assert.equal(describeAnswer([1, 0, 2]), 'Right');
  assert.equal(
    describeAnswer([0, 1, 2]),
    '1 of the 3 lines is in the right place',
  );
  assert.equal(
    describeAnswer([2, 1, 0]),
    'None of the 3 lines is in the right place',
  );
  const answerKey6 = { ...ANSWER_KEY, places: [0, 1, 2, 3, 4, 5] };
  const swapped = [0, 1, 2, 3, 5, 4];
  assert.equal(
    describeGrade(gradeAnswer(answerKey6, swapped), swapped),
    '4 of the 6 lines are in the right place',
  );
});

test('a number is right within its tolerance', () => {
  const answerKey = /** @type {const} */ ({
    ...ANSWER_KEY,
    kind: 'number',
    right: 0.3,
    tolerance: 0.1,
    mistakes: [{ near: 1 }, { near: 1.05 }, { near: 3 }],
  });
  const mistakes = [...answerKey.mistakes];
  const gradeGuess = (/** @type {number} */ guess) =>
    gradeAnswer({ ...answerKey, mistakes, places: [], isRightByChoice: [] }, [
      guess,
    ]);
  assert.equal(gradeGuess(0.2).isRight, true);
  assert.equal(gradeGuess(0.4).isRight, true);
  assert.equal(gradeGuess(0.41).isRight, false);
  // Only the nearest wrong number explains the answer.
  assert.deepEqual(gradeGuess(1.04).mistakes, [1]);
  assert.deepEqual(gradeGuess(2.8).mistakes, [2]);
  assert.deepEqual(gradeGuess(2).mistakes, []);
});

test('all right choices and no other must be chosen', () => {
  const answerKey = /** @type {import('./grading.js').AnswerKey} */ ({
    ...ANSWER_KEY,
    kind: 'choice',
    isRightByChoice: [true, false, true],
    mistakes: [{ choice: 1 }],
  });
  assert.equal(gradeAnswer(answerKey, [0, 2]).isRight, true);
  assert.equal(gradeAnswer(answerKey, [0]).isRight, false);
  assert.deepEqual(gradeAnswer(answerKey, [0, 1, 2]), {
    isRight: false,
    mistakes: [0],
  });
});
