// Marks lines of code as mdBook renders it, without touching the code itself.
import { createElement } from '../dom/elements.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {{ line: number, level: string, element: HTMLElement }} Mark */

/** The menu bar, or a bar of buttons, covers a line at the window's edge. */
const SIGHT_MARGIN_PX = 90;

export class LineMarks {
  /** @type {HTMLElement} */
  #pre;
  /** @type {Element} */
  #code;
  /** @type {Mark[]} */
  #marks = [];
  /** @type {Mark | undefined} the line that a timeline highlights */
  #highlight;
  /** @type {number | undefined} that line, if it is folded */
  #foldedLine;

  /**
   * @param {HTMLElement} pre
   * @param {Element} code
   */
  constructor(pre, code) {
    this.#pre = pre;
    this.#code = code;
    new ResizeObserver(() => this.#positionMarks()).observe(pre);
  }

  /** The first line that is not folded. */
  get firstShownLine() {
    const nodes = [...this.#code.childNodes];
    const first = nodes.findIndex((node) => {
      const isFolded =
        node instanceof Element && node.matches('.boring, .listing-gap');
      return !isFolded && node.textContent?.trim();
    });
    const before = nodes.slice(0, first).map((node) => node.textContent);
    return before.join('').split('\n').length;
  }

  /** The first shown line that the reader can see, if any. */
  get firstLineInSight() {
    const lineCount = (this.#code.textContent ?? '').split('\n').length;
    for (let line = this.firstShownLine; line <= lineCount; line += 1) {
      const middle = this.lineMiddleY(line) ?? 0;
      if (middle > SIGHT_MARGIN_PX && middle < innerHeight - SIGHT_MARGIN_PX) {
        return line;
      }
    }
    return undefined;
  }

  /**
   * Returns how far the middle of a line is below the top of the window, or
   * `undefined` if the line is folded.
   * @param {number} line
   */
  lineMiddleY(line) {
    const box = this.#lineBox(line);
    return box && (box.top + box.bottom) / 2;
  }

  /**
   * Marks the lines of these diagnostics, in place of those before.
   * @param {Diagnostic[]} diagnostics
   */
  markDiagnostics(diagnostics) {
    for (const { element } of this.#marks) element.remove();
    this.#marks = [];
    for (const { level, spans } of diagnostics) {
      const primary = spans.filter((span) => span.primary);
      for (const { line_start } of primary) this.#addMark(line_start, level);
    }
    this.#positionMarks();
  }

  /**
   * Highlights a line, in place of another.
   * @param {number | undefined} line
   */
  highlightLine(line) {
    if (line === this.#highlight?.line) return;
    this.#highlight?.element.remove();
    this.#highlight =
      line === undefined ? undefined : this.#createMark(line, 'here');
    this.#positionMarks();
  }

  /** Unfolds the program if an error is in a folded line. */
  unfoldErrors() {
    const errors = this.#marks.filter((mark) => mark.level === 'error');
    this.#unfoldLines(errors.map((mark) => mark.line));
  }

  /**
   * Scrolls to a line, and unfolds the program if the line is folded.
   * @param {number} line
   */
  revealLine(line) {
    this.#unfoldLines([line]);
    const middle = this.lineMiddleY(line);
    if (middle !== undefined) scrollBy({ top: middle - innerHeight / 2 });
  }

  /**
   * @param {number} line counted from 1
   * @param {string} level `error`, `warning` or `panic`
   */
  #addMark(line, level) {
    if (this.#marks.some((mark) => mark.line === line)) return;
    this.#marks.push(this.#createMark(line, level));
  }

  /**
   * @param {number} line
   * @param {string} level
   * @returns {Mark}
   */
  #createMark(line, level) {
    const element = createElement('span', {
      class: `line-mark line-mark-${level}`,
      'aria-hidden': 'true',
    });
    this.#pre.append(element);
    return { line, level, element };
  }

  /**
   * Unfolds the program if one of these lines is folded.
   * @param {number[]} lines
   */
  #unfoldLines(lines) {
    if (lines.every((line) => this.#lineBox(line))) return;
    const button = this.#pre.previousElementSibling;
    const isFolded = button?.getAttribute('aria-expanded') === 'false';
    if (isFolded && button instanceof HTMLElement) button.click();
    this.#positionMarks();
  }

  #positionMarks() {
    const { top } = this.#pre.getBoundingClientRect();
    const height = parseFloat(getComputedStyle(this.#code).lineHeight);
    const highlights = this.#highlight ? [this.#highlight] : [];
    for (const { line, element } of [...this.#marks, ...highlights]) {
      const box = this.#lineBox(line);
      element.hidden = !box;
      if (!box) continue;
      element.style.top = `${box.top - top + (box.height - height) / 2}px`;
      element.style.height = `${height}px`;
    }
    const isFolded = this.#highlight?.element.hidden;
    this.#announceFoldedLine(isFolded ? this.#highlight?.line : undefined);
  }

  /**
   * Lets the button that unfolds the program name the line.
   * @param {number | undefined} line
   */
  #announceFoldedLine(line) {
    if (line === this.#foldedLine) return;
    this.#foldedLine = line;
    const event = new CustomEvent('line-folded', { detail: line ?? null });
    this.#pre.previousElementSibling?.dispatchEvent(event);
  }

  /**
   * Returns the box of a line, or `undefined` if the line is folded.
   * @param {number} line
   */
  #lineBox(line) {
    const text = this.#code.textContent ?? '';
    const lines = text.split('\n');
    if (line < 1 || line > lines.length) return undefined;
    const before = lines.slice(0, line - 1).join('\n').length;
    const lineStart = before + (line > 1 ? 1 : 0);
    // An empty line has a box only together with its newline.
    const length = Math.max(lines[line - 1].length, 1);
    const range = this.#textRange(lineStart, lineStart + length);
    return [...range.getClientRects()].find((rect) => rect.height > 0);
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  #textRange(start, end) {
    const range = document.createRange();
    const walker = document.createTreeWalker(this.#code, NodeFilter.SHOW_TEXT);
    let offset = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (start >= offset && start <= offset + length) {
        range.setStart(node, start - offset);
      }
      if (end <= offset + length) {
        range.setEnd(node, end - offset);
        break;
      }
      offset += length;
    }
    return range;
  }
}
