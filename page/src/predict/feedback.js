// The feedback on an answer: right or wrong, the answer beside the run, and
// the reason.
import { createElement, createScreenReaderText } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';
import { findChoices, findReasons } from './fields.js';
import { describeGrade, gradeAnswer } from './grading.js';

/** @typedef {import('./fields.js').QuestionData} QuestionData */

const ABOUT_ORIGINAL_NOTE =
  'This is about the listing as the book has it, not as you have changed it.';

/**
 * @param {QuestionData} question
 * @param {number[]} answer
 * @param {{ printed: string, isChanged: boolean }} run
 * @returns {HTMLElement[]}
 */
export function createFeedback(question, answer, { printed, isChanged }) {
  const { form, answerKey } = question;
  const grade = gradeAnswer(answerKey, answer);
  const reasons = findReasons(form).filter((_, index) =>
    grade.mistakes.includes(index),
  );
  // The comparison of choices includes their reasons.
  const isChoice = answerKey.kind === 'choice';
  const paragraphs = isChoice
    ? []
    : reasons.map((item) => copyContent('p', item));
  const after = form.querySelector('.predict-after');
  if (after) paragraphs.push(copyContent('p', after));
  if (isChanged) {
    paragraphs.push(
      createElement('p', { class: 'predict-hint' }, ABOUT_ORIGINAL_NOTE),
    );
  }
  return [
    createVerdict(grade.isRight, describeGrade(grade, answer)),
    createComparison(question, answer, printed),
    createElement('div', { class: 'predict-reasons' }, ...paragraphs),
  ];
}

/**
 * @param {boolean} isRight
 * @param {string} text
 */
function createVerdict(isRight, text) {
  const kind = isRight ? 'right' : 'wrong';
  return createElement(
    'p',
    { class: `predict-verdict predict-${kind}` },
    createGradeIcon(isRight),
    createElement('strong', {}, text),
  );
}

/** @param {boolean} isRight */
function createGradeIcon(isRight) {
  const kind = isRight ? 'right' : 'wrong';
  return createIcon(isRight ? 'check' : 'cross', {
    class: `predict-icon predict-icon-${kind}`,
  });
}

/**
 * Shows the answer beside the result of the run.
 * @param {QuestionData} question
 * @param {number[]} answer
 * @param {string} printed
 * @returns {HTMLElement}
 */
function createComparison(question, answer, printed) {
  switch (question.answerKey.kind) {
    case 'order':
      return createOrderComparison(question, answer);
    case 'number':
      return createNumberComparison(question, answer[0], printed);
    case 'choice':
      return createChoiceComparison(question, answer);
  }
}

/**
 * @param {QuestionData} question
 * @param {number[]} answer
 */
function createOrderComparison({ answerKey: { places }, lines }, answer) {
  const copyLine = (/** @type {number} */ line) =>
    copyContent('code', lines[line]);
  const readerItems = answer.map((line, place) =>
    createMarkedItem(copyLine(line), places[line] === place),
  );
  const runItems = [...answer]
    .sort((a, b) => places[a] - places[b])
    .map((line) => createElement('li', {}, copyLine(line)));
  return createElement(
    'div',
    { class: 'predict-beside' },
    createColumn('You', readerItems),
    createColumn('The run', runItems),
  );
}

/**
 * @param {QuestionData} question
 * @param {number} guess
 * @param {string} printed
 */
function createNumberComparison({ form }, guess, printed) {
  const input = form.querySelector('input');
  const frame = input?.parentElement;
  const before =
    frame?.firstChild === input ? '' : (frame?.firstChild?.textContent ?? '');
  const after =
    frame?.lastChild === input ? '' : (frame?.lastChild?.textContent ?? '');
  const createLine = (/** @type {string} */ number) =>
    createElement('code', {}, before, createElement('b', {}, number), after);
  const number =
    findPrintedNumber(printed, before, after) ?? input?.dataset.printed ?? '';
  return createElement(
    'dl',
    { class: 'predict-numbers' },
    createElement('dt', {}, 'You'),
    createElement('dd', {}, createLine(String(guess))),
    createElement('dt', {}, 'The run'),
    createElement('dd', {}, createLine(number)),
  );
}

/**
 * @param {QuestionData} question
 * @param {number[]} answer
 */
function createChoiceComparison({ form }, answer) {
  const reasons = findReasons(form);
  const items = findChoices(form).map((choice, i) => {
    const isRight = 'right' in choice.dataset;
    const isChosen = answer.includes(i);
    const item = createElement('li', {
      class: isChosen || isRight ? undefined : 'predict-other',
    });
    if (isRight || isChosen) item.append(createGradeIcon(isRight));
    item.append(copyContent('span', choice.nextElementSibling));
    const tags = [isChosen && 'your answer', isRight && 'right'];
    const tag = tags.filter(Boolean).join(', ');
    if (tag) {
      item.append(' ', createElement('span', { class: 'predict-tag' }, tag));
    }
    const reason = reasons.find(({ dataset }) => dataset.choice === String(i));
    if (isChosen && reason) item.append(copyContent('p', reason));
    return item;
  });
  return createElement('ul', { class: 'predict-choices' }, ...items);
}

/**
 * @param {string} title
 * @param {HTMLElement[]} items
 */
function createColumn(title, items) {
  return createElement(
    'div',
    {},
    createElement('p', { class: 'predict-column' }, title),
    createElement('ol', { class: 'predict-order' }, ...items),
  );
}

/**
 * @param {HTMLElement} text
 * @param {boolean} isRight
 */
function createMarkedItem(text, isRight) {
  return createElement(
    'li',
    { class: isRight ? undefined : 'predict-misplaced' },
    text,
    createGradeIcon(isRight),
    createScreenReaderText(isRight ? 'in its place' : 'elsewhere'),
  );
}

/**
 * Finds the number that this very run has printed.
 * @param {string} printed
 * @param {string} before the text before the number
 * @param {string} after
 */
function findPrintedNumber(printed, before, after) {
  const line = printed
    .split('\n')
    .find((line) => line.startsWith(before) && line.endsWith(after));
  return line?.slice(before.length, line.length - after.length);
}

/**
 * Creates an element with a copy of another's content.
 * @param {keyof HTMLElementTagNameMap} tag
 * @param {Element | null} source
 */
function copyContent(tag, source) {
  const nodes = [...(source?.childNodes ?? [])];
  return createElement(tag, {}, ...nodes.map((node) => node.cloneNode(true)));
}
