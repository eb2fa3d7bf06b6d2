// @ts-check
// The form of a question: asks, takes the answer, and shows what came of it.

import { button, element } from './elements.js';
import { fields, read } from './fields.js';
import { verdict } from './verdict.js';

/** @typedef {{ skipped: true } | { answer: number[] }} Prediction */

/**
 * What the form tells the question.
 * @typedef {object} Host
 * @property {'run' | 'replay'} runs
 * @property {(answer: number[]) => void} answer
 * @property {() => void} skip
 * @property {() => void} again
 */

/**
 * @typedef {object} Told
 * @property {boolean} isPending
 * @property {boolean} isChanged
 * @property {string} printed
 */

/**
 * @typedef {object} Form
 * @property {(prediction: Prediction | undefined, told: Told) => void} show
 * @property {() => void} focus
 */

const PENDING = 'Your answer stands. The run will tell.';
const SKIPPED = 'You have skipped the question.';
const AGAIN = 'Ask me again';
const BEFORE = 'Before you run';
const AFTER = 'Your prediction';

/**
 * @param {HTMLFormElement} form
 * @param {Host} host
 * @returns {Form}
 */
export function mount(form, host) {
  const moved = element('p', 'visually-hidden');
  const note = element('p', 'predict-note');
  for (const it of [moved, note]) it.setAttribute('role', 'status');
  const box = element('div', 'predict-verdict');
  box.tabIndex = -1;
  box.setAttribute('role', 'status');

  const asked = read(form);
  const asks = fields(form, (words) => (moved.textContent = words));
  const set = /** @type {HTMLFieldSetElement} */ (form.querySelector('fieldset'));
  const eyebrow = form.querySelector('.predict-eyebrow');
  const again = button(AGAIN, () => {
    asks.reset();
    host.again();
  });
  set.after(actions(host), note);
  form.append(box, moved);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const answer = asks.answer();
    note.textContent = typeof answer === 'string' ? answer : '';
    if (typeof answer === 'string') asks.focus();
    else host.answer(answer);
  });
  // An arrow in a field turns no page, and a letter opens no search.
  form.addEventListener('keydown', (event) => event.stopPropagation());

  return {
    show(prediction, told) {
      set.disabled = prediction !== undefined;
      if (eyebrow) eyebrow.textContent = prediction ? AFTER : BEFORE;
      note.textContent = '';
      box.replaceChildren(...shown(prediction, told));
    },
    focus: () => (set.disabled ? box : asks).focus(),
  };

  /**
   * @param {Prediction | undefined} prediction
   * @param {Told} told
   */
  function shown(prediction, told) {
    if (!prediction) return [];
    if ('skipped' in prediction) return [element('p', '', SKIPPED), again];
    if (told.isPending) return [element('p', '', PENDING)];
    return [...verdict(asked, prediction.answer, told), again];
  }
}

/** @param {Host} host */
function actions({ runs, skip }) {
  const answer = button(`Answer and ${runs}`, () => {});
  answer.type = 'submit';
  return element('p', 'predict-actions', answer, button('Skip', skip));
}
