// @ts-check
// What the compiler says: in words, as rustc says them, with a button that
// leads to the line.

class Problems {
  static #LABEL = 'What the compiler says';
  static #WHOLE = 'as rustc says it';
  static #PANICKED = 'the program panicked here';

  box = document.createElement('div');
  /** @type {(span: Span) => void} */
  #goTo;
  /** @type {Problem[]} */
  list = [];

  /** @param {(span: Span) => void} goTo */
  constructor(goTo) {
    this.#goTo = goTo;
    this.box.className = 'problems';
    this.box.setAttribute('role', 'group');
    this.box.setAttribute('aria-label', Problems.#LABEL);
    this.clear();
  }

  /**
   * A panic as one more problem.
   * @param {number} line
   * @returns {Problem}
   */
  static panic(line) {
    const place = { line_start: line, line_end: line, column_start: 1 };
    const span = { ...place, column_end: 1, label: null, primary: true };
    const message = Problems.#PANICKED;
    const spans = [span];
    return { level: 'panic', code: null, message, rendered: '', spans };
  }

  clear() {
    this.list = [];
    this.box.hidden = true;
    this.box.replaceChildren();
  }

  /**
   * In place of what was there.
   * @param {Problem[]} problems
   */
  show(problems) {
    this.clear();
    for (const problem of problems) this.add(problem, false);
  }

  /**
   * @param {Problem} problem
   * @param {boolean} isOpen with all of the compiler's words
   */
  add(problem, isOpen) {
    if (!Problems.#isOfUse(problem)) return;
    this.list.push(problem);
    this.box.hidden = false;
    this.box.append(this.#element(problem, isOpen));
  }

  /** @param {Problem} problem the compiler counts its errors in another */
  static #isOfUse({ level, message }) {
    return level !== 'failure-note' && !/^aborting due to /.test(message);
  }

  /**
   * @param {Problem} problem
   * @param {boolean} isOpen
   */
  #element(problem, isOpen) {
    const { level, code, message, rendered, spans } = problem;
    const element = document.createElement('div');
    element.className = `problem problem-${level}`;
    const head = document.createElement('p');
    const kind = document.createElement('strong');
    kind.textContent = code?.startsWith('E') ? `${level}[${code}]` : level;
    head.append(kind, ' ', message);
    const span = spans.find((span) => span.primary);
    if (span) head.append(' ', this.#placeButton(span));
    element.append(head);
    // Its first line is the message, which stands above.
    const rest = rendered.trimEnd().split('\n').slice(1).join('\n');
    if (rest !== '') element.append(Problems.#words(rest, isOpen));
    return element;
  }

  /** @param {Span} span */
  #placeButton(span) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'problem-place';
    button.textContent = `line ${span.line_start}`;
    button.addEventListener('click', () => this.#goTo(span));
    return button;
  }

  /**
   * @param {string} words
   * @param {boolean} isOpen
   */
  static #words(words, isOpen) {
    const details = document.createElement('details');
    details.open = isOpen;
    const summary = document.createElement('summary');
    summary.textContent = Problems.#WHOLE;
    const text = document.createElement('pre');
    text.textContent = words;
    text.tabIndex = 0;
    details.append(summary, text);
    return details;
  }
}
