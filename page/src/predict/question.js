// A question before a listing is run. While it is open, the card offers no
// run and shows none. The form's scripts are loaded if the page has a question.
import { isRunShortcut } from '../dom/shortcuts.js';
import { hashText } from '../listing/drafts.js';
import { recordMilestone } from '../progress/progress.js';
import { loadPrediction, savePrediction } from './saved-predictions.js';

/** @typedef {import('../runner/events.js').RunEvent} RunEvent */
/** @typedef {import('./form.js').QuestionForm} QuestionForm */
/** @typedef {import('./form.js').AnswerAction} AnswerAction */
/** @typedef {import('./saved-predictions.js').Prediction} Prediction */

/**
 * What a question needs of its listing's card.
 * @typedef {object} QuestionCard
 * @property {boolean} isChanged
 * @property {() => void} run
 * @property {{ focus: (name: 'run') => void }} toolbar
 */

/** The line with the answer is looked for in the start of the output. */
const MAX_PRINTED_CHARS = 100_000;

export class Question {
  form;
  #section;
  #name;
  #hash;
  #card;
  /** @type {Prediction | undefined} */
  #prediction;
  /** @type {QuestionForm | undefined} */
  #mountedForm;
  /** @type {AnswerAction} */
  #runKind = 'run';
  /** Whether the run that shows the answer has not ended. */
  #isPending = false;
  #printed = '';

  /**
   * Finds the question in a listing's card. Without a recorded run, which
   * proves the answer, there is none.
   * @param {HTMLElement | null} section
   * @param {QuestionCard} card
   */
  static find(section, card) {
    const form = section?.querySelector(':scope > form.predict');
    const isProved = section?.querySelector('script.recorded-run');
    if (!section || !isProved || !(form instanceof HTMLFormElement)) return;
    return new Question(section, form, card);
  }

  /**
   * @param {HTMLElement} section
   * @param {HTMLFormElement} form
   * @param {QuestionCard} card
   */
  constructor(section, form, card) {
    this.#section = section;
    this.form = form;
    this.#card = card;
    this.#name = section.dataset.listing ?? '';
    const fields = form.querySelector('fieldset')?.textContent ?? '';
    this.#hash = hashText(fields);
    this.#prediction = loadPrediction(this.#name, this.#hash);
    this.#updateState();
    // The capture phase comes before the card's own listener, which runs.
    const guard = this.#guardRunShortcut.bind(this);
    section.addEventListener('keydown', guard, { capture: true });
  }

  get #isOpen() {
    return 'asks' in this.#section.dataset;
  }

  /** @param {AnswerAction} runKind */
  async activate(runKind) {
    this.#runKind = runKind;
    try {
      const { mountForm } = await import('./form.js');
      this.#mountedForm = mountForm(this.form, {
        runs: runKind,
        onAnswer: (answer) => this.#handleAnswer(answer),
        onSkip: () => this.#skip(),
        onRetry: () => this.#retry(),
      });
      this.#draw();
    } catch {
      this.#showWithoutAsking();
    }
  }

  /** Shows the question with its folded answer, without asking it. */
  #showWithoutAsking() {
    delete this.#section.dataset.asks;
    delete this.form.dataset.state;
  }

  /**
   * Moves the focus to the question if it is open.
   * @returns {boolean} whether it is open
   */
  takeFocus() {
    if (this.#isOpen) this.#mountedForm?.focus();
    return this.#isOpen;
  }

  /** @param {RunEvent} event */
  handle(event) {
    if (event.event === 'ended') this.endRun();
    if (event.event !== 'out' || event.stream !== 'stdout') return;
    if (this.#printed.length < MAX_PRINTED_CHARS) {
      this.#printed += event.text;
    }
  }

  /** Shows the verdict: the run has ended, or the card has dropped it. */
  endRun() {
    const wasPending = this.#isPending;
    this.#isPending = false;
    if (wasPending) this.#draw();
    this.#printed = '';
  }

  /** @param {number[]} answer */
  #handleAnswer(answer) {
    this.#setPrediction({ answer });
    recordMilestone('predicted', this.#name);
    this.#card.run();
    this.#isPending = this.#runKind === 'run';
    this.#draw();
    this.#mountedForm?.focus();
  }

  #skip() {
    this.#setPrediction({ skipped: true });
    this.#draw();
    this.#card.toolbar.focus('run');
  }

  #retry() {
    this.#isPending = false;
    this.#setPrediction(undefined);
    this.#draw();
    this.#mountedForm?.focus();
  }

  /** @param {Prediction | undefined} prediction */
  #setPrediction(prediction) {
    this.#prediction = prediction;
    savePrediction(this.#name, this.#hash, prediction);
    this.#updateState();
  }

  /** Lets the style hide runs while the question is open. */
  #updateState() {
    const { dataset } = this.#section;
    if (this.#prediction) delete dataset.asks;
    else dataset.asks = '';
    this.form.dataset.state = this.#stateName;
  }

  get #stateName() {
    if (!this.#prediction) return 'asks';
    return 'skipped' in this.#prediction ? 'skipped' : 'answered';
  }

  #draw() {
    if (this.#isPending) this.form.dataset.state = 'pending';
    else this.#updateState();
    const { isChanged } = this.#card;
    const isOther = isChanged || this.#runKind === 'replay';
    this.#mountedForm?.show(this.#prediction, {
      isPending: this.#isPending,
      isChanged,
      printed: isOther ? '' : this.#printed,
    });
  }

  /** @param {KeyboardEvent} event */
  #guardRunShortcut(event) {
    if (!isRunShortcut(event) || !this.#isOpen) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const isInForm = this.form.contains(/** @type {Node} */ (event.target));
    if (isInForm) this.form.requestSubmit();
    else this.takeFocus();
  }
}
