// Reads a question's form: the kind of question, the right answer, and the
// reader's answer.
import { LineOrder } from './line-order.js';

/** @typedef {import('./grading.js').AnswerKey} AnswerKey */
/** @typedef {import('./grading.js').Mistake} Mistake */

/**
 * @typedef {object} Fields
 * @property {() => number[] | string} readAnswer a text says what is missing
 * @property {() => void} reset
 * @property {() => void} focus
 */

/**
 * A question of the book.
 * @typedef {object} QuestionData
 * @property {HTMLFormElement} form
 * @property {AnswerKey} answerKey
 * @property {(Element | null)[]} lines their texts
 */

const NO_NUMBER_MESSAGE = 'Give a number, such as 2.5.';
/** Each question asks for a time or for how many of something there are. */
const NEGATIVE_NUMBER_MESSAGE = 'Give a number that is not negative.';
const NO_CHOICE_MESSAGE = 'Choose an answer, or skip the question.';

/**
 * @param {HTMLFormElement} form in which no line has been moved yet
 * @returns {QuestionData}
 */
export function readQuestion(form) {
  const lines = findLines(form).map((line) => line.querySelector('code'));
  return { form, answerKey: readAnswerKey(form), lines };
}

/**
 * @param {HTMLFormElement} form
 * @returns {AnswerKey}
 */
function readAnswerKey(form) {
  const input = form.querySelector('input');
  return {
    kind: /** @type {AnswerKey['kind']} */ (form.dataset.kind),
    places: findLines(form).map((line) => Number(line.dataset.place)),
    isRightByChoice: findChoices(form).map(
      (choice) => 'right' in choice.dataset,
    ),
    right: Number(input?.dataset.right),
    tolerance: Number(input?.dataset.tolerance),
    mistakes: findReasons(form).map(({ dataset }) => parseMistake(dataset)),
  };
}

/** @param {HTMLFormElement} form */
function findLines(form) {
  return findHtmlElements(form, '.predict-lines > li');
}

/** @param {HTMLFormElement} form */
export function findReasons(form) {
  return findHtmlElements(form, '.predict-whys > li');
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement[]}
 */
export function findChoices(form) {
  return [...form.querySelectorAll('input')].filter(
    ({ name }) => name === 'choice',
  );
}

/**
 * @param {HTMLFormElement} form
 * @param {(text: string) => void} announce
 * @returns {Fields}
 */
export function createAnswerFields(form, announce) {
  const list = form.querySelector('.predict-lines');
  if (list instanceof HTMLElement) return new LineOrder(list, announce);
  const inputs = [...form.querySelectorAll('input')];
  const focus = () =>
    (inputs.find(({ checked }) => checked) ?? inputs[0]).focus();
  const isNumber = form.dataset.kind === 'number';
  return {
    readAnswer: isNumber
      ? () => readNumberAnswer(inputs[0])
      : () => readChoiceAnswer(inputs),
    reset: () => form.reset(),
    focus,
  };
}

/** @param {HTMLInputElement} input */
function readNumberAnswer({ value }) {
  const text = value.trim().replace(',', '.');
  const number = Number(text);
  if (text === '' || !Number.isFinite(number)) return NO_NUMBER_MESSAGE;
  return number < 0 ? NEGATIVE_NUMBER_MESSAGE : [number];
}

/** @param {HTMLInputElement[]} inputs */
function readChoiceAnswer(inputs) {
  const indices = inputs.flatMap((input, i) => (input.checked ? [i] : []));
  return indices.length === 0 ? NO_CHOICE_MESSAGE : indices;
}

/**
 * @param {DOMStringMap} data
 * @returns {Mistake}
 */
function parseMistake({ first, second, near, choice }) {
  if (choice !== undefined) return { choice: Number(choice) };
  if (near !== undefined) return { near: Number(near) };
  return { first: Number(first), second: Number(second) };
}

/**
 * @param {HTMLFormElement} form
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function findHtmlElements(form, selector) {
  return [...form.querySelectorAll(selector)].filter(
    (element) => element instanceof HTMLElement,
  );
}
