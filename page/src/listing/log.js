// The lines that a program prints, each with its time. A flood of lines does
// not freeze the page: only the first and the last lines are elements.
import { createElement } from '../dom/elements.js';
import { formatSeconds } from '../runner/events.js';

/**
 * @typedef {object} LogLine
 * @property {string} stream
 * @property {number | null} ms
 * @property {string} text
 * @property {boolean} isPanic
 * @property {HTMLElement} [element]
 */

/** @typedef {{ stream: string, from: number, to: number }} PrintedLines */

export class OutputLog {
  static #MAX_LINES = 1000;
  static #MAX_LINE_CHARS = 10_000;
  /** More new lines than these are drawn less often, and not read out. */
  static #FLOOD = 100;
  static #FLOOD_PAUSE_MS = 150;
  static #PANIC = /^thread '.*' .*panicked at (.*):(\d+):\d+:$/;
  /** A file of the program, not of the standard library or a crate. */
  static #OWN_FILE = /^\w+\.rs$/;
  static #PANIC_END = /^note: /;

  box;
  #gap = createElement('p', { class: 'run-gap' });
  /** @type {(line: number) => void} */
  #onPanic;

  /** @type {LogLine[]} */
  #headLines = [];
  /** @type {LogLine[]} the last lines, up to twice `MAX_LINES` */
  #tailLines = [];
  /** @type {LogLine[]} the lines of the tail that are drawn */
  #drawnTailLines = [];
  /** @type {LogLine[]} the lines that a timeline highlights */
  #highlightedLines = [];
  /** @type {Map<string, LogLine>} lines that have not ended */
  #unfinishedLines = new Map();
  #omittedCount = 0;
  #newCount = 0;
  #isPanicking = false;
  #isDrawScheduled = false;

  /**
   * @param {string} label
   * @param {(line: number) => void} onPanic receives the line of the program
   */
  constructor(label, onPanic) {
    this.#onPanic = onPanic;
    this.box = createElement('div', {
      class: 'run-lines',
      tabindex: 0,
      role: 'log',
      'aria-label': label,
    });
    this.clear();
  }

  get isEmpty() {
    return this.#headLines.length === 0;
  }

  clear() {
    this.#headLines = [];
    this.#tailLines = [];
    this.#drawnTailLines = [];
    this.#highlightedLines = [];
    this.#unfinishedLines.clear();
    this.#omittedCount = 0;
    this.#newCount = 0;
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
    for (const part of parts)
      this.#endLine(this.#appendToLine(stream, ms, part));
    if (last !== '') this.#appendToLine(stream, ms, last);
    this.#scheduleDraw();
  }

  /**
   * Highlights some of the first lines, in place of others.
   * @param {PrintedLines | undefined} lines of a stream, counted from 0
   */
  highlightLines(lines) {
    const ofStream = this.#headLines.filter(
      ({ stream }) => stream === lines?.stream,
    );
    const before = this.#highlightedLines;
    this.#highlightedLines = ofStream.slice(lines?.from, lines?.to);
    for (const line of [...before, ...this.#highlightedLines]) {
      line.element?.classList.toggle(
        'run-here',
        this.#highlightedLines.includes(line),
      );
    }
    this.#scrollToHighlighted();
  }

  /** Draws all lines that have come, without waiting for a frame. */
  drawNow() {
    this.#draw();
  }

  #scrollToHighlighted() {
    const { box } = this;
    const element = this.#highlightedLines[0]?.element;
    if (!element) return;
    const top = element.offsetTop - box.offsetTop;
    const isAbove = top < box.scrollTop;
    const isBelow =
      top + element.offsetHeight > box.scrollTop + box.clientHeight;
    if (isAbove || isBelow) box.scrollTop = top - box.clientHeight / 2;
  }

  /** @param {string} text a note of the page, in place of the last one */
  showNote(text) {
    const line =
      this.#unfinishedLines.get('note') ?? this.#beginLine('note', null);
    line.text = text;
    OutputLog.#refreshElement(line);
    this.#scheduleDraw();
  }

  /**
   * @param {string} stream
   * @param {number | null} ms
   * @param {string} text
   */
  #appendToLine(stream, ms, text) {
    const line =
      this.#unfinishedLines.get(stream) ?? this.#beginLine(stream, ms);
    if (line.text.length <= OutputLog.#MAX_LINE_CHARS) {
      line.text = OutputLog.#truncateLine(line.text + text);
      OutputLog.#refreshElement(line);
    }
    return line;
  }

  /**
   * @param {string} stream
   * @param {number | null} ms
   */
  #beginLine(stream, ms) {
    const line = { stream, ms, text: '', isPanic: this.#isPanicking };
    line.isPanic &&= stream === 'stderr';
    if (this.#headLines.length < OutputLog.#MAX_LINES)
      this.#headLines.push(line);
    else this.#tailLines.push(line);
    if (this.#tailLines.length > 2 * OutputLog.#MAX_LINES) {
      this.#omittedCount += OutputLog.#MAX_LINES;
      this.#tailLines = this.#tailLines.slice(OutputLog.#MAX_LINES);
    }
    this.#unfinishedLines.set(stream, line);
    this.#newCount += 1;
    return line;
  }

  /** @param {LogLine} line */
  #endLine(line) {
    this.#unfinishedLines.delete(line.stream);
    if (line.stream !== 'stderr') return;
    const place = line.text.match(OutputLog.#PANIC);
    if (place) {
      line.isPanic = true;
      OutputLog.#refreshElement(line);
      if (OutputLog.#OWN_FILE.test(place[1])) this.#onPanic(Number(place[2]));
    }
    this.#isPanicking = line.isPanic && !OutputLog.#PANIC_END.test(line.text);
  }

  #scheduleDraw() {
    if (this.#isDrawScheduled) return;
    this.#isDrawScheduled = true;
    const requestDraw = () => requestAnimationFrame(() => this.#draw());
    if (this.#newCount > OutputLog.#FLOOD)
      setTimeout(requestDraw, OutputLog.#FLOOD_PAUSE_MS);
    else requestDraw();
  }

  /** Draws new lines, and scrolls to the end if the reader was there. */
  #draw() {
    const { box } = this;
    const isAtEnd = box.scrollTop + box.clientHeight >= box.scrollHeight - 4;
    if (this.#newCount > OutputLog.#FLOOD) box.setAttribute('aria-live', 'off');
    this.#isDrawScheduled = false;
    this.#newCount = 0;
    this.#drawLines();
    if (isAtEnd) box.scrollTop = box.scrollHeight;
    for (const { element } of this.#highlightedLines)
      element?.classList.add('run-here');
    this.#scrollToHighlighted();
  }

  #drawLines() {
    const isMissing = (/** @type {LogLine} */ line) => !line.element;
    const last = new Set(this.#tailLines.slice(-OutputLog.#MAX_LINES));
    for (const line of this.#drawnTailLines.filter((line) => !last.has(line))) {
      line.element?.remove();
      line.element = undefined;
    }
    this.#drawnTailLines = [...last];

    this.box.append(
      ...this.#headLines.filter(isMissing).map(OutputLog.#createElement),
    );
    if (last.size > 0 && !this.#gap.isConnected) this.box.append(this.#gap);
    this.box.append(
      ...this.#drawnTailLines.filter(isMissing).map(OutputLog.#createElement),
    );
    const omittedCount =
      this.#omittedCount + this.#tailLines.length - last.size;
    this.#gap.hidden = omittedCount === 0;
    this.#gap.textContent = `${omittedCount.toLocaleString('en')} lines are left out here`;
  }

  /** @param {LogLine} line */
  static #createElement(line) {
    const time = line.ms === null ? '' : formatSeconds(line.ms);
    line.element = createElement(
      'p',
      { class: `run-line run-${line.stream}` },
      createElement('span', { class: 'run-time' }, time),
      createElement('span', { class: 'run-text' }),
    );
    OutputLog.#refreshElement(line);
    return line.element;
  }

  /** @param {LogLine} line */
  static #refreshElement({ element, stream, text, isPanic }) {
    if (!element) return;
    element.classList.toggle('run-panic', isPanic);
    if (stream === 'stderr') {
      element.dataset.mark = isPanic ? 'panic' : 'stderr';
    }
    /** @type {HTMLElement} */ (element.lastElementChild).textContent = text;
  }

  /** @param {string} text */
  static #truncateLine(text) {
    return text.length > OutputLog.#MAX_LINE_CHARS
      ? `${text.slice(0, OutputLog.#MAX_LINE_CHARS)} … this line is longer`
      : text;
  }
}
