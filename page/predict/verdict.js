// @ts-check
// What is said when a question was answered: right or wrong, the answer
// beside the run, and why.

import { element, icon } from './elements.js';
import { choices, whys } from './fields.js';
import { judge } from './judge.js';

/** @typedef {import('./fields.js').Asked} Asked */

const RIGHT = 'Right';
const WRONG = 'Not quite';
const YOU = 'You';
const RUN = 'The run';
const OF_THE_BOOK =
  'This is about the listing as the book has it, not as you have changed it.';

/**
 * @param {Asked} asked
 * @param {number[]} answer
 * @param {{ printed: string, isChanged: boolean }} run
 * @returns {HTMLElement[]}
 */
export function verdict(asked, answer, { printed, isChanged }) {
  const { form, facts } = asked;
  const judgement = judge(facts, answer);
  const why = whys(form).filter((_, i) => judgement.whys.includes(i));
  const isChoice = facts.kind === 'choice';
  // Of a choice, the reason stands below it.
  const reasons = isChoice ? [] : why.map((it) => copy('p', it));
  const after = form.querySelector('.predict-after');
  return [
    said(judgement.isRight),
    beside[facts.kind](asked, answer, printed),
    element(
      'div',
      'predict-reasons',
      ...reasons,
      ...(after ? [copy('p', after)] : []),
      ...(isChanged ? [element('p', 'predict-hint', OF_THE_BOOK)] : []),
    ),
  ];
}

/** @param {boolean} isRight */
function said(isRight) {
  const how = isRight ? 'right' : 'wrong';
  const words = element('strong', '', isRight ? RIGHT : WRONG);
  return element('p', `predict-said predict-${how}`, icon(how), words);
}

/**
 * The answer beside what the run says.
 * @type {Record<string, (asked: Asked, answer: number[],
 *   printed: string) => HTMLElement>}
 */
const beside = {
  order({ facts: { places }, lines }, answer) {
    const text = (/** @type {number} */ i) => copy('code', lines[i]);
    const mine = answer.map((line, at) =>
      marked(text(line), places[line] === at, ['in its place', 'elsewhere']),
    );
    const right = [...answer]
      .sort((a, b) => places[a] - places[b])
      .map((line) => element('li', '', text(line)));
    return element('div', 'predict-beside', column(YOU, mine), column(RUN, right));
  },

  number({ form }, [guess], printed) {
    const input = form.querySelector('input');
    const frame = input?.parentElement;
    const before = frame?.firstChild === input ? '' : frame?.firstChild;
    const after = frame?.lastChild === input ? '' : frame?.lastChild;
    const ends = [before, after].map((end) =>
      typeof end === 'string' ? end : (end?.textContent ?? ''),
    );
    const line = (/** @type {string} */ number) =>
      element('code', '', ends[0], element('b', '', number), ends[1]);
    const right = number(printed, ends) ?? input?.dataset.printed ?? '';
    return element(
      'dl',
      'predict-numbers',
      element('dt', '', YOU),
      element('dd', '', line(String(guess))),
      element('dt', '', RUN),
      element('dd', '', line(right)),
    );
  },

  choice({ form }, answer) {
    const reasons = whys(form);
    const rows = choices(form).map((choice, i) => {
      const isRight = 'right' in choice.dataset;
      const isMine = answer.includes(i);
      const text = copy('span', choice.nextElementSibling);
      const row = element('li', isMine || isRight ? '' : 'predict-other');
      if (isRight || isMine) row.append(icon(isRight ? 'right' : 'wrong'));
      row.append(text);
      const tags = [isMine && 'your answer', isRight && 'right'];
      const words = tags.filter(Boolean).join(', ');
      if (words) row.append(' ', element('span', 'predict-tag', words));
      const why = reasons.find((it) => it.dataset.choice === String(i));
      if (isMine && why) row.append(copy('p', why));
      return row;
    });
    return element('ul', 'predict-choices', ...rows);
  },
};

/**
 * @param {string} title
 * @param {HTMLElement[]} items
 */
function column(title, items) {
  const list = element('ol', 'predict-order', ...items);
  return element('div', '', element('p', 'predict-column', title), list);
}

/**
 * @param {HTMLElement} text
 * @param {boolean} isRight
 * @param {[string, string]} words for who cannot see the mark
 */
function marked(text, isRight, [right, wrong]) {
  const words = element('span', 'visually-hidden', isRight ? right : wrong);
  const mark = icon(isRight ? 'right' : 'wrong');
  return element('li', isRight ? '' : 'predict-misplaced', text, mark, words);
}

/**
 * The number as this very run has printed it.
 * @param {string} printed
 * @param {string[]} ends of the line
 */
function number(printed, [before, after]) {
  const line = printed
    .split('\n')
    .find((line) => line.startsWith(before) && line.endsWith(after));
  return line?.slice(before.length, line.length - after.length);
}

/**
 * @param {string} name
 * @param {Element | null} from its content, with the code in it
 */
function copy(name, from) {
  const nodes = [...(from?.childNodes ?? [])].map((node) => node.cloneNode(true));
  return element(name, '', ...nodes);
}
