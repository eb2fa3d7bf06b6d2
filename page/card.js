// @ts-check
// A listing that the reader can run, change and stop: it joins the buttons,
// the editor, the draft and what comes of a run.

class ListingCard {
  static #CHANGED_SINCE =
    'The book has a newer version of this listing than the one you changed.';
  static #NOT_KEPT =
    'This browser keeps no changes: they are lost when you leave the page.';
  static #OF_THE_BOOK = 'This is a run of the listing as the book has it.';
  static #saidNotKept = false;

  /** @type {string} */
  name;
  toolbar;
  /** @type {HTMLElement} */
  #pre;
  #host = document.createElement('div');
  #output;
  #problems;
  #marks;
  #timeline;
  #question;
  #checking = new Checking((problems) => this.#checked(problems));

  /** @type {string} without the newline at its end */
  #original;
  /** @type {string} the hash of what the draft was made from */
  #base;
  /** @type {Draft | undefined} what the last reset has put aside */
  #aside;
  /** @type {Editor | undefined} */
  #editor;
  #isOpening = false;
  /** @type {Backend | undefined} */
  #backend;
  /** @type {Run | undefined} */
  #run;
  /** Counts the runs: only the newest is heard. */
  #runs = 0;
  /** @type {Problem[]} */
  #panics = [];
  #onDraft = () => {};

  /**
   * @param {string} name
   * @param {HTMLElement} pre
   * @param {Element} code
   */
  constructor(name, pre, code) {
    this.name = name;
    this.#pre = pre;
    this.#original = (code.textContent ?? '').replace(/\n$/, '');
    this.#base = Drafts.hash(this.#original);
    this.#marks = new Marks(pre, code);
    this.#problems = new Problems((span) => this.#goTo(span));
    const onPanic = (/** @type {number} */ line) => this.#panicked(line);
    this.#output = new Output(name, this.#problems, onPanic);
    this.toolbar = new Toolbar(`Buttons of listing ${name}`, this.#output.status);
    this.#timeline = new TimelineSlot(name, pre.closest('section'), {
      original: this.#original,
      output: this.#output,
      text: () => this.#text,
      point: (line) => this.#point(line),
    });
    this.#question = Question.of(pre.closest('section'), this);
    this.#host.className = 'listing-editor hljs';
    this.#host.hidden = true;
    const { box, note } = this.toolbar;
    pre.after(this.#host, this.#question?.form ?? '', box, note);
    note.after(this.#output.box, this.#timeline.box);
  }

  /**
   * From now on it can run, and shows what the reader wrote before.
   * @param {Backend} backend
   * @param {() => void} onDraft a draft came or went
   */
  begin(backend, onDraft) {
    this.#backend = backend;
    this.#onDraft = onDraft;
    this.#aside = Drafts.aside(this.name);
    this.#question?.begin(!backend.takesEdits);
    this.#restore();
    this.#refresh();
  }

  /** @param {Backend | undefined} backend another than the usual one */
  run(backend = this.#backend) {
    if (!backend) return;
    this.#forgetRun();
    const isOther = this.isChanged && !backend.takesEdits;
    this.toolbar.say(isOther ? ListingCard.#OF_THE_BOOK : '');
    this.#timeline.began();
    const number = this.#runs;
    this.#run = backend.run(this.#job(), (event) => {
      if (this.#runs === number) this.#hear(event);
    });
    this.#refresh();
  }

  stop() {
    this.#run?.stop();
  }

  skip() {
    this.#run?.skip?.();
  }

  /** Opens the editor with the draft, or with the listing. */
  async edit() {
    await this.#open(Drafts.of(this.name)?.text ?? this.#original);
    this.#editor?.goTo(this.#marks.firstShownLine, 1);
  }

  reset() {
    const next = this.isChanged ? 'undo' : 'edit';
    this.putBack();
    this.toolbar.focus(next);
  }

  async undo() {
    await this.takeBack();
    this.#editor?.focus();
  }

  /** Puts the listing back; what the reader wrote is put aside. */
  putBack() {
    if (this.isChanged) {
      this.#aside = { text: this.#text, base: this.#base };
      Drafts.putAside(this.name, this.#aside);
    }
    this.#close();
  }

  /** Takes back what the last reset has put aside. */
  async takeBack() {
    const draft = this.#aside;
    if (!draft) return;
    this.#aside = undefined;
    Drafts.takeBack(this.name, draft);
    this.#base = draft.base;
    await this.#open(draft.text);
    this.#onDraft();
  }

  get isChanged() {
    return this.#text.trimEnd() !== this.#original.trimEnd();
  }

  get #text() {
    return this.#editor?.text() ?? this.#original;
  }

  /** @returns {Job} */
  #job() {
    return { source: `${this.#text.trimEnd()}\n`, listing: this.name };
  }

  /** @param {RunEvent} event */
  #hear(event) {
    if (this.#timeline.hear(event)) return;
    this.#output.hear(event);
    this.#question?.hear(event);
    if (event.event === 'diagnostic') this.#mark();
    if (event.event !== 'ended') return;
    this.#run = undefined;
    if (event.how === 'not-compiled') this.#marks.unfoldErrors();
    this.#refresh();
  }

  #forgetRun() {
    this.#run?.stop();
    this.#run = undefined;
    this.#runs += 1;
    this.#question?.settle();
    this.#checking.cancel();
    this.#output.clear();
    this.#panics = [];
    this.#mark();
  }

  /** @param {number | undefined} line that a timeline is about */
  #point(line) {
    this.#editor?.point(line);
    this.#marks.point(this.#editor ? undefined : line);
  }

  /** @param {string} text */
  async #open(text) {
    if (this.#editor || this.#isOpening) return;
    this.#isOpening = true;
    this.#editor = await Editing.open(this.#host, {
      text,
      label: `Code of listing ${this.name}`,
      onChange: () => this.#changed(),
      onLeave: () => (this.#question?.take() || this.toolbar.focus('run')),
    });
    this.#isOpening = false;
    this.#showEditor(true);
    this.#mark();
  }

  #close() {
    this.#editor?.close();
    this.#editor = undefined;
    this.#base = Drafts.hash(this.#original);
    this.toolbar.say('');
    this.#forgetRun();
    this.#timeline.reset();
    this.#showEditor(false);
    this.#onDraft();
  }

  /** @param {boolean} isOpen */
  #showEditor(isOpen) {
    this.#host.hidden = !isOpen;
    this.#pre.hidden = isOpen;
    const fold = this.#pre.previousElementSibling;
    if (fold instanceof HTMLButtonElement) fold.hidden = isOpen;
    this.#refresh();
  }

  #changed() {
    this.#keep();
    this.#panics = [];
    if (this.#backend?.checks && !this.#run) {
      this.#checking.soon(() => this.#job());
    }
    this.#refresh();
  }

  #keep() {
    if (!this.isChanged) {
      Drafts.drop(this.name);
    } else if (!Drafts.keep(this.name, { text: this.#text, base: this.#base })) {
      if (!ListingCard.#saidNotKept) this.toolbar.say(ListingCard.#NOT_KEPT);
      ListingCard.#saidNotKept = true;
    }
    this.#onDraft();
  }

  /** Opens what the reader wrote at an earlier visit. */
  async #restore() {
    const draft = Drafts.of(this.name);
    if (!draft) return;
    const isOlder = draft.base !== this.#base;
    this.#base = draft.base;
    await this.#open(draft.text);
    if (!isOlder) return;
    this.toolbar.say(
      ListingCard.#CHANGED_SINCE,
      { label: 'Show the new one', act: () => this.reset() },
      { label: 'Keep mine', act: () => this.#keepMine() },
    );
  }

  #keepMine() {
    this.#base = Drafts.hash(this.#original);
    this.#keep();
    this.#editor?.focus();
  }

  /** @param {Problem[]} problems */
  #checked(problems) {
    this.#problems.show(problems);
    this.#output.settle();
    this.#mark();
  }

  /** @param {number} line */
  #panicked(line) {
    this.#panics.push(Problems.panic(line));
    this.#mark();
  }

  /** Marks the lines that the compiler or a panic names. */
  #mark() {
    const problems = [...this.#problems.list, ...this.#panics];
    this.#editor?.mark(problems);
    this.#marks.set(this.#editor ? [] : problems);
  }

  /** @param {Span} span */
  #goTo({ line_start, column_start }) {
    if (this.#editor) this.#editor.goTo(line_start, column_start);
    else this.#marks.show(line_start);
  }

  #refresh() {
    this.#timeline.changed(this.isChanged);
    this.toolbar.show({
      isRunning: this.#run !== undefined,
      canSkip: this.#run?.skip !== undefined,
      isEditing: this.#editor !== undefined,
      isChanged: this.isChanged,
      canUndo: this.#aside !== undefined,
    });
  }
}
