// @ts-check
// Whether an answer is right, and what is wrong with it.

/**
 * What the page knows of a question.
 * @typedef {object} Facts
 * @property {'order' | 'number' | 'choice'} kind
 * @property {number[]} places of each line, its place in the run
 * @property {boolean[]} rights of each choice, whether it is right
 * @property {number} right the number
 * @property {number} tolerance
 * @property {About[]} whys what each reason is about
 */

/** @typedef {{ first: number, second: number }} Swapped */
/** @typedef {Swapped | { near: number } | { choice: number }} About */

/** @typedef {{ isRight: boolean, whys: number[] }} Judgement */

/** So near to a wrong number, one has thought the same. */
const NEAR = 0.1;
/** What binary fractions are off. */
const ROUNDING = 1e-9;

/**
 * @param {Facts} facts
 * @param {number[]} answer
 * @returns {Judgement} with the reasons that fit, by their index
 */
export function judge(facts, answer) {
  const whys = facts.whys.flatMap((about, index) =>
    fits(about, facts, answer) ? [index] : [],
  );
  const isRight = judges[facts.kind](facts, answer);
  return { isRight, whys: isRight ? [] : whys };
}

/** @type {Record<string, (facts: Facts, answer: number[]) => boolean>} */
const judges = {
  order: ({ places }, answer) =>
    answer.every((line, at) => places[line] === at),
  number: ({ right, tolerance }, [guess]) =>
    Math.abs(guess - right) <= tolerance + ROUNDING,
  choice: ({ rights }, answer) =>
    rights.every((isRight, choice) => isRight === answer.includes(choice)),
};

/**
 * @param {About} about
 * @param {Facts} facts
 * @param {number[]} answer
 */
function fits(about, facts, answer) {
  if ('choice' in about) return answer.includes(about.choice);
  if ('near' in about) return isNearest(about.near, facts, answer[0]);
  return answer.indexOf(about.first) < answer.indexOf(about.second);
}

/**
 * @param {number} near
 * @param {Facts} facts
 * @param {number} guess
 */
function isNearest(near, { tolerance, whys }, guess) {
  const off = (/** @type {number} */ number) => Math.abs(number - guess);
  const nearest = whys.every(
    (other) => !('near' in other) || off(near) <= off(other.near),
  );
  return nearest && off(near) <= Math.max(tolerance, NEAR * Math.abs(near));
}
