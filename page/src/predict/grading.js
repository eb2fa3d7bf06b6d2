// Grades an answer: whether it is right, and which mistakes it shows.

/**
 * The right answer to a question, and how wrong ones are explained.
 * @typedef {object} AnswerKey
 * @property {'order' | 'number' | 'choice'} kind
 * @property {number[]} places of each line, its place in the run
 * @property {boolean[]} isRightByChoice of each choice, whether it is right
 * @property {number} right the number
 * @property {number} tolerance
 * @property {Mistake[]} mistakes those that the book explains
 */

/**
 * A mistake that the book explains: two lines in the wrong order, a number
 * near another, or a choice.
 * @typedef {{ first: number, second: number } | { near: number }
 *   | { choice: number }} Mistake
 */

/**
 * @typedef {object} Grade
 * @property {boolean} isRight
 * @property {number[]} mistakes the indices of those that the answer makes
 * @property {number} [inPlace] of an order, how many lines are in the right
 *   place
 */

/** A number this close to a wrong one shows the same mistake. */
const NEAR_FRACTION = 0.1;
/** The rounding error of binary fractions. */
const ROUNDING_ERROR = 1e-9;

/**
 * @param {AnswerKey} answerKey
 * @param {number[]} answer
 * @returns {Grade}
 */
export function gradeAnswer(answerKey, answer) {
  if (isRight(answerKey, answer)) return { isRight: true, mistakes: [] };
  const mistakes = answerKey.mistakes.flatMap((mistake, index) =>
    makesMistake(mistake, answerKey, answer) ? [index] : [],
  );
  if (answerKey.kind !== 'order') return { isRight: false, mistakes };
  const inPlace = answer.filter(
    (line, place) => answerKey.places[line] === place,
  );
  return { isRight: false, mistakes, inPlace: inPlace.length };
}

/**
 * Describes in a few words how close the answer is.
 * @param {Grade} grade
 * @param {number[]} answer
 */
export function describeGrade({ isRight, inPlace }, answer) {
  if (isRight) return 'Right';
  if (inPlace === undefined) return 'Not quite';
  const count = answer.length;
  if (inPlace === 0) return `None of the ${count} lines is in the right place`;
  const verb = inPlace === 1 ? 'is' : 'are';
  return `${inPlace} of the ${count} lines ${verb} in the right place`;
}

/**
 * @param {AnswerKey} answerKey
 * @param {number[]} answer
 */
function isRight({ kind, places, isRightByChoice, right, tolerance }, answer) {
  switch (kind) {
    case 'order':
      return answer.every((line, place) => places[line] === place);
    case 'number':
      return Math.abs(answer[0] - right) <= tolerance + ROUNDING_ERROR;
    case 'choice':
      return isRightByChoice.every(
        (isRight, i) => isRight === answer.includes(i),
      );
  }
}

/**
 * @param {Mistake} mistake
 * @param {AnswerKey} answerKey
 * @param {number[]} answer
 */
function makesMistake(mistake, answerKey, answer) {
  if ('choice' in mistake) return answer.includes(mistake.choice);
  if ('near' in mistake)
    return isNearestMistake(mistake.near, answerKey, answer[0]);
  return answer.indexOf(mistake.first) < answer.indexOf(mistake.second);
}

/**
 * @param {number} near
 * @param {AnswerKey} answerKey
 * @param {number} guess
 */
function isNearestMistake(near, { tolerance, mistakes }, guess) {
  const distance = (/** @type {number} */ number) => Math.abs(number - guess);
  const isNearer = mistakes.every(
    (other) => !('near' in other) || distance(near) <= distance(other.near),
  );
  const limit = Math.max(tolerance, NEAR_FRACTION * Math.abs(near));
  return isNearer && distance(near) <= limit;
}
