// The form of a question: it takes the answer and shows the feedback.
import { createButton, createElement } from '../dom/elements.js';
import { MENU_BAR_HEIGHT_PX } from '../dom/menu-bar.js';
import { createFeedback } from './feedback.js';
import { createAnswerFields, readQuestion } from './fields.js';

/** @typedef {import('./saved-predictions.js').Prediction} Prediction */

/**
 * What an answer starts: a run, the replay of a recorded one, or, for a listing
 * that runs in a terminal only, nothing but a look at what it prints.
 * @typedef {'run' | 'replay' | 'show'} AnswerAction
 */

/**
 * The actions of the form.
 * @typedef {object} QuestionActions
 * @property {AnswerAction} runs
 * @property {(answer: number[]) => void} onAnswer
 * @property {() => void} onSkip
 * @property {() => void} onRetry
 */

/**
 * The run that shows the answer.
 * @typedef {object} AnswerRun
 * @property {boolean} isPending
 * @property {boolean} isChanged whether the reader has changed the listing
 * @property {string} printed
 */

/**
 * @typedef {object} QuestionForm
 * @property {(prediction: Prediction | undefined, run: AnswerRun) => void} show
 * @property {() => void} focus
 */

const PENDING_MESSAGE =
  'Your answer is locked in. The run will show whether it is right.';
const SKIPPED_MESSAGE = 'You have skipped the question.';
const RETRY_LABEL = 'Ask me again';
const ANSWER_LABELS = {
  run: 'Answer and run',
  replay: 'Answer and replay',
  show: 'Answer and see what it prints',
};
const UNANSWERED_TITLE = 'Before you run';
const ANSWERED_TITLE = 'Your prediction';

/**
 * @param {HTMLFormElement} form
 * @param {QuestionActions} actions
 * @returns {QuestionForm}
 */
export function mountForm(form, actions) {
  const announcement = createElement('p', {
    class: 'visually-hidden',
    role: 'status',
  });
  const note = createElement('p', { class: 'predict-note', role: 'status' });
  const feedback = createElement('div', {
    class: 'predict-feedback',
    tabindex: -1,
    role: 'status',
  });

  const question = readQuestion(form);
  const fields = createAnswerFields(form, (text) => {
    announcement.textContent = text;
  });
  const fieldset = /** @type {HTMLFieldSetElement} */ (
    form.querySelector('fieldset')
  );
  const eyebrow = form.querySelector('.predict-eyebrow');
  /** Whether the question was open when it was shown last. */
  let wasOpen = false;
  const retryButton = createButton({
    label: RETRY_LABEL,
    onClick: () => {
      fields.reset();
      actions.onRetry();
      // The focus is below the question, which would be behind the menu bar.
      if (form.getBoundingClientRect().top < MENU_BAR_HEIGHT_PX)
        form.scrollIntoView();
    },
  });
  fieldset.after(createActionButtons(actions), note);
  form.append(feedback, announcement);

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const answer = fields.readAnswer();
    note.textContent = typeof answer === 'string' ? answer : '';
    if (typeof answer === 'string') fields.focus();
    else actions.onAnswer(answer);
  });
  // In a field, mdBook must not turn the page or open the search.
  form.addEventListener('keydown', (event) => event.stopPropagation());

  return {
    show(prediction, run) {
      fieldset.disabled = prediction !== undefined;
      note.textContent = '';
      feedback.replaceChildren(...createFeedbackContent(prediction, run));
      eyebrow?.replaceChildren(
        prediction ? createFoldButton() : UNANSWERED_TITLE,
      );
      // An earlier answer is folded away; a new one stays, with its reasons.
      // A skipped question is a single line anyway.
      if (!prediction || 'skipped' in prediction) setFolded(false);
      else if (!wasOpen) setFolded(true);
      wasOpen = prediction === undefined || run.isPending;
    },
    focus() {
      if (!fieldset.disabled) fields.focus();
      else if (isFolded()) eyebrow?.querySelector('button')?.focus();
      else feedback.focus();
    },
  };

  function isFolded() {
    return 'folded' in form.dataset;
  }

  /** @param {boolean} folded */
  function setFolded(folded) {
    if (folded) form.dataset.folded = '';
    else delete form.dataset.folded;
    eyebrow
      ?.querySelector('button')
      ?.setAttribute('aria-expanded', String(!folded));
  }

  /** Creates the line that stands for an answered question. */
  function createFoldButton() {
    const verdict = feedback.querySelector('.predict-verdict')?.textContent;
    const label = verdict
      ? `${ANSWERED_TITLE}: ${verdict.trim().toLowerCase()}`
      : ANSWERED_TITLE;
    const button = createButton(
      { label, onClick: () => setFolded(!isFolded()) },
      'predict-fold',
    );
    button.setAttribute('aria-expanded', String(!isFolded()));
    return button;
  }

  /**
   * @param {Prediction | undefined} prediction
   * @param {AnswerRun} run
   */
  function createFeedbackContent(prediction, run) {
    if (!prediction) return [];
    if ('skipped' in prediction) {
      return [createElement('p', {}, SKIPPED_MESSAGE), retryButton];
    }
    if (run.isPending) return [createElement('p', {}, PENDING_MESSAGE)];
    return [...createFeedback(question, prediction.answer, run), retryButton];
  }
}

/** @param {QuestionActions} actions */
function createActionButtons({ runs, onSkip }) {
  return createElement(
    'p',
    { class: 'predict-actions' },
    createElement(
      'button',
      { type: 'submit', class: 'listing-button' },
      ANSWER_LABELS[runs],
    ),
    createButton({ label: 'Skip', onClick: onSkip }),
  );
}
