// @ts-check
// The code of an exercise: as the book has it, or in an editor with what the
// reader wrote. It is the part above the tests, which nobody edits.


export class Desk {
  host = document.createElement('div');
  /** @type {string} as the book has it */
  original;
  /** @type {string} a name that no listing has */
  #key;
  /** @type {string} */
  #label;
  #on;
  /** @type {HTMLElement} */
  #pre;
  /** @type {Marks} */
  #marks;
  /** @type {Editor | undefined} */
  #editor;
  #isOpening = false;
  /** @type {Problem[]} */
  #problems = [];
  /** @type {string} the hash of what the draft was made from */
  #base;

  /**
   * @param {string} name
   * @param {HTMLElement} pre
   * @param {{ change: () => void, leave: () => void }} on
   */
  constructor(name, pre, on) {
    const code = /** @type {HTMLElement} */ (pre.querySelector('code'));
    this.#key = `exercise/${name}`;
    this.#label = `Code of exercise ${name}`;
    this.#on = on;
    this.#pre = pre;
    this.#marks = new Marks(pre, code);
    this.original = (code.textContent ?? '').trimEnd();
    this.#base = Drafts.hash(this.original);
    this.host.className = 'listing-editor hljs';
    this.host.hidden = true;
    pre.after(this.host);
  }

  get text() {
    return (this.#editor?.text() ?? this.original).trimEnd();
  }

  get isOpen() {
    return this.#editor !== undefined;
  }

  get isChanged() {
    return this.text !== this.original;
  }

  get canUndo() {
    return Drafts.aside(this.#key) !== undefined;
  }

  /**
   * Opens what the reader wrote at an earlier visit.
   * @returns {Promise<boolean>} whether the book has a newer text by now
   */
  async restore() {
    const draft = Drafts.of(this.#key);
    if (!draft) return false;
    const isOlder = draft.base !== this.#base;
    this.#base = draft.base;
    await this.#open(draft.text);
    return isOlder;
  }

  async edit() {
    await this.#open(this.original);
    this.#editor?.goTo(this.#firstLine, 1);
  }

  /** Keeps the draft, as one of the text that the book has now. */
  keepMine() {
    this.#base = Drafts.hash(this.original);
    this.#keep();
    this.#editor?.focus();
  }

  /** Puts the code back; what the reader wrote is put aside. */
  reset() {
    if (this.isChanged) {
      Drafts.putAside(this.#key, { text: this.text, base: this.#base });
    }
    this.#editor?.close();
    this.#editor = undefined;
    this.#base = Drafts.hash(this.original);
    this.#show(false);
  }

  async undo() {
    const draft = Drafts.aside(this.#key);
    if (!draft) return;
    Drafts.takeBack(this.#key, draft);
    this.#base = draft.base;
    await this.#open(draft.text);
    this.#editor?.focus();
  }

  /**
   * Marks what the compiler or a test names, in place of what was marked.
   * @param {Problem[]} problems
   */
  mark(problems) {
    this.#problems = problems;
    this.#editor?.mark(problems);
    this.#marks.set(this.#editor ? [] : problems);
  }

  /**
   * @param {number} line
   * @param {number} column
   */
  goTo(line, column) {
    if (this.#editor) this.#editor.goTo(line, column);
    else this.#marks.show(line);
  }

  /** Where the learner starts. */
  get #firstLine() {
    const lines = this.text.split('\n');
    return lines.findIndex((line) => line.includes('// TODO')) + 1 || 1;
  }

  /** @param {string} text */
  async #open(text) {
    if (this.#editor || this.#isOpening) return;
    this.#isOpening = true;
    this.#editor = await Editing.open(this.host, {
      text: `${text}\n`,
      label: this.#label,
      onChange: () => this.#changed(),
      onLeave: () => this.#on.leave(),
    });
    this.#isOpening = false;
    this.#show(true);
  }

  /** @param {boolean} isOpen */
  #show(isOpen) {
    this.host.hidden = !isOpen;
    this.#pre.hidden = isOpen;
    this.mark(this.#problems);
    this.#on.change();
  }

  #changed() {
    this.#keep();
    this.#on.change();
  }

  #keep() {
    const draft = { text: this.text, base: this.#base };
    if (this.isChanged) Drafts.keep(this.#key, draft);
    else Drafts.drop(this.#key);
  }
}
