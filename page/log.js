// @ts-check
// The lines that a program prints, each with its time. A flood keeps the page
// alive: only the first and the last lines are elements.

/**
 * @typedef {object} LogLine
 * @property {string} stream
 * @property {number | null} ms
 * @property {string} text
 * @property {boolean} isPanic
 * @property {HTMLElement} [element]
 */

/** @typedef {{ stream: string, from: number, to: number }} PrintedLines */

class Log {
  static #MOST = 1000;
  static #LONGEST_LINE = 10_000;
  /** So many new lines at once are a flood: drawn, and read out, less. */
  static #FLOOD = 100;
  static #FLOOD_PAUSE_MS = 150;
  static #PANIC = /^thread '.*' .*panicked at (.*):(\d+):\d+:$/;
  /** The program's, not one of the standard library or of a crate. */
  static #OWN_FILE = /^\w+\.rs$/;
  static #PANIC_END = /^note: /;

  box = document.createElement('div');
  #gap = document.createElement('p');
  /** @type {(line: number) => void} */
  #onPanic;

  /** @type {LogLine[]} */
  #head = [];
  /** @type {LogLine[]} the last lines, and somewhat more */
  #tail = [];
  /** @type {LogLine[]} what of the tail is drawn */
  #drawn = [];
  /** @type {LogLine[]} what a timeline points at */
  #here = [];
  /** @type {Map<string, LogLine>} lines that have not ended */
  #open = new Map();
  #leftOut = 0;
  #fresh = 0;
  #isPanicking = false;
  #isWaiting = false;

  /**
   * @param {string} label
   * @param {(line: number) => void} onPanic is told the line of the program
   */
  constructor(label, onPanic) {
    this.#onPanic = onPanic;
    this.#gap.className = 'run-gap';
    this.box.className = 'run-lines';
    this.box.tabIndex = 0;
    this.box.setAttribute('role', 'log');
    this.box.setAttribute('aria-label', label);
    this.clear();
  }

  get isEmpty() {
    return this.#head.length === 0;
  }

  clear() {
    this.#head = [];
    this.#tail = [];
    this.#drawn = [];
    this.#here = [];
    this.#open.clear();
    this.#leftOut = 0;
    this.#fresh = 0;
    this.#isPanicking = false;
    this.box.replaceChildren();
    this.box.setAttribute('aria-live', 'polite');
  }

  /**
   * @param {string} stream
   * @param {number | null} ms since the start
   * @param {string} text lines, or a part of one
   */
  add(stream, ms, text) {
    const parts = text.split('\n');
    const last = parts.pop() ?? '';
    for (const part of parts) this.#end(this.#extend(stream, ms, part));
    if (last !== '') this.#extend(stream, ms, last);
    this.#drawSoon();
  }

  /**
   * Points at some of the first lines, in place of others.
   * @param {PrintedLines | undefined} lines of a stream, counted from 0
   */
  point(lines) {
    const its = this.#head.filter(({ stream }) => stream === lines?.stream);
    const before = this.#here;
    this.#here = its.slice(lines?.from, lines?.to);
    for (const line of [...before, ...this.#here]) {
      line.element?.classList.toggle('run-here', this.#here.includes(line));
    }
    this.#bringHere();
  }

  /** Draws all lines that have come, without waiting for a frame. */
  drawNow() {
    this.#draw();
  }

  #bringHere() {
    const { box } = this;
    const element = this.#here[0]?.element;
    if (!element) return;
    const top = element.offsetTop - box.offsetTop;
    const isAbove = top < box.scrollTop;
    const isBelow = top + element.offsetHeight > box.scrollTop + box.clientHeight;
    if (isAbove || isBelow) box.scrollTop = top - box.clientHeight / 2;
  }

  /** @param {string} text of the page's own, in the place of its last note */
  note(text) {
    const line = this.#open.get('note') ?? this.#begin('note', null);
    line.text = text;
    Log.#refresh(line);
    this.#drawSoon();
  }

  /**
   * @param {string} stream
   * @param {number | null} ms
   * @param {string} text
   */
  #extend(stream, ms, text) {
    const line = this.#open.get(stream) ?? this.#begin(stream, ms);
    if (line.text.length <= Log.#LONGEST_LINE) {
      line.text = Log.#cut(line.text + text);
      Log.#refresh(line);
    }
    return line;
  }

  /**
   * @param {string} stream
   * @param {number | null} ms
   */
  #begin(stream, ms) {
    const line = { stream, ms, text: '', isPanic: this.#isPanicking };
    line.isPanic &&= stream === 'stderr';
    if (this.#head.length < Log.#MOST) this.#head.push(line);
    else this.#tail.push(line);
    if (this.#tail.length > 2 * Log.#MOST) {
      this.#leftOut += Log.#MOST;
      this.#tail = this.#tail.slice(Log.#MOST);
    }
    this.#open.set(stream, line);
    this.#fresh += 1;
    return line;
  }

  /** @param {LogLine} line */
  #end(line) {
    this.#open.delete(line.stream);
    if (line.stream !== 'stderr') return;
    const place = line.text.match(Log.#PANIC);
    if (place) {
      line.isPanic = true;
      Log.#refresh(line);
      if (Log.#OWN_FILE.test(place[1])) this.#onPanic(Number(place[2]));
    }
    this.#isPanicking = line.isPanic && !Log.#PANIC_END.test(line.text);
  }

  #drawSoon() {
    if (this.#isWaiting) return;
    this.#isWaiting = true;
    const soon = () => requestAnimationFrame(() => this.#draw());
    if (this.#fresh > Log.#FLOOD) setTimeout(soon, Log.#FLOOD_PAUSE_MS);
    else soon();
  }

  /** Draws what is new, and follows the end if the reader is there. */
  #draw() {
    const { box } = this;
    const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
    if (this.#fresh > Log.#FLOOD) box.setAttribute('aria-live', 'off');
    this.#isWaiting = false;
    this.#fresh = 0;
    this.#drawLines();
    if (isAtEnd) box.scrollTop = box.scrollHeight;
    for (const { element } of this.#here) element?.classList.add('run-here');
    this.#bringHere();
  }

  #drawLines() {
    const missing = (/** @type {LogLine} */ line) => !line.element;
    const last = new Set(this.#tail.slice(-Log.#MOST));
    for (const line of this.#drawn.filter((line) => !last.has(line))) {
      line.element?.remove();
      line.element = undefined;
    }
    this.#drawn = [...last];

    this.box.append(...this.#head.filter(missing).map(Log.#element));
    if (last.size > 0 && !this.#gap.isConnected) this.box.append(this.#gap);
    this.box.append(...this.#drawn.filter(missing).map(Log.#element));
    const leftOut = this.#leftOut + this.#tail.length - last.size;
    this.#gap.hidden = leftOut === 0;
    this.#gap.textContent =
      `${leftOut.toLocaleString('en')} lines are left out here`;
  }

  /** @param {LogLine} line */
  static #element(line) {
    const element = document.createElement('p');
    element.className = `run-line run-${line.stream}`;
    const time = document.createElement('span');
    time.className = 'run-time';
    if (line.ms !== null) time.textContent = Log.seconds(line.ms);
    const text = document.createElement('span');
    text.className = 'run-text';
    element.append(time, text);
    line.element = element;
    Log.#refresh(line);
    return element;
  }

  /** @param {LogLine} line */
  static #refresh({ element, stream, text, isPanic }) {
    if (!element) return;
    element.classList.toggle('run-panic', isPanic);
    if (stream === 'stderr') {
      element.dataset.mark = isPanic ? 'panic' : 'stderr';
    }
    /** @type {HTMLElement} */ (element.lastElementChild).textContent = text;
  }

  /** @param {string} text */
  static #cut(text) {
    return text.length > Log.#LONGEST_LINE
      ? `${text.slice(0, Log.#LONGEST_LINE)} … this line is longer`
      : text;
  }

  /** @param {number} ms */
  static seconds(ms) {
    return `${(ms / 1000).toFixed(2)} s`;
  }
}
