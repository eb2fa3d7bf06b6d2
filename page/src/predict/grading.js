// Grades an answer: whether it is right, and which mistakes it shows.

/**
 * The facts of a question.
 * @typedef {object} Facts
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
const NEAR_SHARE = 0.1;
/** The rounding error of binary fractions. */
const ROUNDING_ERROR = 1e-9;

/**
 * @param {Facts} facts
 * @param {number[]} answer
 * @returns {Grade}
 */
export function gradeAnswer(facts, answer) {
  if (isRight(facts, answer)) return { isRight: true, mistakes: [] };
  const mistakes = facts.mistakes.flatMap((mistake, index) =>
    showsMistake(mistake, facts, answer) ? [index] : [],
  );
  if (facts.kind !== 'order') return { isRight: false, mistakes };
  const inPlace = answer.filter((line, place) => facts.places[line] === place);
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
 * @param {Facts} facts
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
 * @param {Facts} facts
 * @param {number[]} answer
 */
function showsMistake(mistake, facts, answer) {
  if ('choice' in mistake) return answer.includes(mistake.choice);
  if ('near' in mistake) return isNearest(mistake.near, facts, answer[0]);
  return answer.indexOf(mistake.first) < answer.indexOf(mistake.second);
}

/**
 * @param {number} near
 * @param {Facts} facts
 * @param {number} guess
 */
function isNearest(near, { tolerance, mistakes }, guess) {
  const distance = (/** @type {number} */ number) => Math.abs(number - guess);
  const isNearer = mistakes.every(
    (other) => !('near' in other) || distance(near) <= distance(other.near),
  );
  const limit = Math.max(tolerance, NEAR_SHARE * Math.abs(near));
  return isNearer && distance(near) <= limit;
}
