// @ts-check
// A question before a listing is run. While it is open, the card offers no
// run and shows none. The form itself is loaded if the page has a question.

/** @typedef {import('./predict/predict.js').Form} QuestionForm */

class Question {
  static #MODULE = new URL(
    '../predict/predict.js',
    /** @type {HTMLScriptElement} */ (document.currentScript).src,
  );
  /** The line that counts is looked for in so much. */
  static #MOST_PRINTED = 100_000;

  form;
  #section;
  #name;
  #hash;
  #card;
  /** @type {Prediction | undefined} */
  #prediction;
  /** @type {QuestionForm | undefined} */
  #drawn;
  #isReplay = false;
  /** Whether the run that is to tell has not ended. */
  #isPending = false;
  #printed = '';

  /**
   * The question in a listing's card; a recorded run proves its answer.
   * @param {HTMLElement | null} section
   * @param {ListingCard} card
   */
  static of(section, card) {
    const form = section?.querySelector(':scope > form.predict');
    const isProved = section?.querySelector('script.recorded-run');
    if (!section || !isProved || !(form instanceof HTMLFormElement)) return;
    return new Question(section, form, card);
  }

  /**
   * @param {HTMLElement} section
   * @param {HTMLFormElement} form
   * @param {ListingCard} card
   */
  constructor(section, form, card) {
    this.#section = section;
    this.form = form;
    this.#card = card;
    this.#name = section.dataset.listing ?? '';
    const fields = form.querySelector('fieldset')?.textContent ?? '';
    this.#hash = Drafts.hash(fields);
    this.#prediction = Predicted.load(this.#name, this.#hash);
    this.#follow();
    // Before the card hears of it, and runs.
    const guard = this.#guard.bind(this);
    section.addEventListener('keydown', guard, { capture: true });
  }

  get #isOpen() {
    return 'asks' in this.#section.dataset;
  }

  /** @param {boolean} isReplay whether a run is one that was recorded */
  async begin(isReplay) {
    this.#isReplay = isReplay;
    try {
      const { mount } = await import(Question.#MODULE.href);
      this.#drawn = mount(this.form, {
        runs: isReplay ? 'replay' : 'run',
        answer: (/** @type {number[]} */ answer) => this.#answer(answer),
        skip: () => this.#skip(),
        again: () => this.#again(),
      });
      this.#draw();
    } catch {
      this.giveUp();
    }
  }

  /** Leaves the question to be read, with its folded answer. */
  giveUp() {
    delete this.#section.dataset.asks;
    delete this.form.dataset.state;
  }

  /** Takes the focus, if it is open. */
  take() {
    if (this.#isOpen) this.#drawn?.focus();
    return this.#isOpen;
  }

  /** @param {RunEvent} event */
  hear(event) {
    if (event.event === 'ended') this.settle();
    if (event.event !== 'out' || event.stream !== 'stdout') return;
    if (this.#printed.length < Question.#MOST_PRINTED) {
      this.#printed += event.text;
    }
  }

  /** The run has ended, or nobody waits for its end. */
  settle() {
    const isTold = this.#isPending;
    this.#isPending = false;
    if (isTold) this.#draw();
    this.#printed = '';
  }

  /** @param {number[]} answer */
  #answer(answer) {
    this.#keep({ answer });
    Progress.did('predicted', this.#name);
    this.#card.run();
    this.#isPending = !this.#isReplay;
    this.#draw();
    this.#drawn?.focus();
  }

  #skip() {
    this.#keep({ skipped: true });
    this.#draw();
    this.#card.toolbar.focus('run');
  }

  #again() {
    this.#isPending = false;
    this.#keep(undefined);
    this.#draw();
    this.#drawn?.focus();
  }

  /** @param {Prediction | undefined} prediction */
  #keep(prediction) {
    this.#prediction = prediction;
    Predicted.save(this.#name, this.#hash, prediction);
    this.#follow();
  }

  /** The card shows what comes of a run only when nothing is asked. */
  #follow() {
    const { dataset } = this.#section;
    if (this.#prediction) delete dataset.asks;
    else dataset.asks = '';
    const isSkipped = this.#prediction && 'skipped' in this.#prediction;
    const told = isSkipped ? 'skipped' : 'answered';
    this.form.dataset.state = this.#prediction ? told : 'asks';
  }

  #draw() {
    if (this.#isPending) this.form.dataset.state = 'pending';
    else this.#follow();
    const { isChanged } = this.#card;
    const printed = isChanged || this.#isReplay ? '' : this.#printed;
    this.#drawn?.show(this.#prediction, {
      isPending: this.#isPending,
      isChanged,
      printed,
    });
  }

  /** @param {KeyboardEvent} event the keys that run a listing, say */
  #guard(event) {
    const isRun = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
    if (!isRun || !this.#isOpen) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const isHere = this.form.contains(/** @type {Node} */ (event.target));
    if (isHere) this.form.requestSubmit();
    else this.take();
  }
}
