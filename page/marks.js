// @ts-check
// Marks lines of code that stands on the page as mdBook renders it, without
// touching the code itself.

class Marks {
  /** @type {HTMLElement} */
  #pre;
  /** @type {Element} */
  #code;
  /** @type {{ line: number, level: string, element: HTMLElement }[]} */
  #marks = [];
  /** @type {{ line: number, element: HTMLElement } | undefined} */
  #here;
  /** @type {number | undefined} the line that is pointed at, where folded */
  #folded;

  /**
   * @param {HTMLElement} pre
   * @param {Element} code
   */
  constructor(pre, code) {
    this.#pre = pre;
    this.#code = code;
    new ResizeObserver(() => this.#place()).observe(pre);
  }

  /** Where the part begins that the book shows. */
  get firstShownLine() {
    const nodes = [...this.#code.childNodes];
    const first = nodes.findIndex((node) => {
      const isFolded = node instanceof Element && node.matches('.boring');
      return !isFolded && node.textContent?.trim();
    });
    const before = nodes.slice(0, first).map((node) => node.textContent);
    return before.join('').split('\n').length;
  }

  /**
   * Marks what these name, in place of what was marked before.
   * @param {Problem[]} problems
   */
  set(problems) {
    for (const { element } of this.#marks) element.remove();
    this.#marks = [];
    for (const { level, spans } of problems) {
      const primary = spans.filter((span) => span.primary);
      for (const { line_start } of primary) this.#add(line_start, level);
    }
    this.#place();
  }

  /**
   * Points at a line, in place of another.
   * @param {number | undefined} line
   */
  point(line) {
    if (line === this.#here?.line) return;
    this.#here?.element.remove();
    this.#here = line === undefined ? undefined : this.#element(line, 'here');
    this.#place();
  }

  /** Shows all errors, where one of them is folded. */
  unfoldErrors() {
    const errors = this.#marks.filter((mark) => mark.level === 'error');
    this.#unfold(errors.map((mark) => mark.line));
  }

  /**
   * @param {number} line counted from 1
   * @param {string} level `error`, `warning` or `panic`
   */
  #add(line, level) {
    if (this.#marks.some((mark) => mark.line === line)) return;
    this.#marks.push({ level, ...this.#element(line, level) });
  }

  /**
   * @param {number} line
   * @param {string} kind
   */
  #element(line, kind) {
    const element = document.createElement('span');
    element.className = `line-mark line-mark-${kind}`;
    element.setAttribute('aria-hidden', 'true');
    this.#pre.append(element);
    return { line, element };
  }

  /**
   * Shows a line, even where it is folded.
   * @param {number} line
   */
  show(line) {
    this.#unfold([line]);
    const mark = this.#marks.find((mark) => mark.line === line);
    mark?.element.scrollIntoView({ block: 'center' });
  }

  /**
   * Unfolds the program if one of these lines is folded.
   * @param {number[]} lines
   */
  #unfold(lines) {
    if (lines.every((line) => this.#box(line))) return;
    const button = this.#pre.previousElementSibling;
    const isFolded = button?.getAttribute('aria-expanded') === 'false';
    if (isFolded && button instanceof HTMLElement) button.click();
    this.#place();
  }

  #place() {
    const { top } = this.#pre.getBoundingClientRect();
    const height = parseFloat(getComputedStyle(this.#code).lineHeight);
    for (const { line, element } of [...this.#marks, this.#here ?? []].flat()) {
      const box = this.#box(line);
      element.hidden = !box;
      if (!box) continue;
      element.style.top = `${box.top - top + (box.height - height) / 2}px`;
      element.style.height = `${height}px`;
    }
    const folded = this.#here?.element.hidden ? this.#here.line : undefined;
    this.#tellFolded(folded);
  }

  /**
   * The button that unfolds the program says that the line is there.
   * @param {number | undefined} line
   */
  #tellFolded(line) {
    if (line === this.#folded) return;
    this.#folded = line;
    const told = new CustomEvent('line-folded', { detail: line });
    this.#pre.previousElementSibling?.dispatchEvent(told);
  }

  /**
   * Where a line stands; nothing where it is folded.
   * @param {number} line
   */
  #box(line) {
    const text = this.#code.textContent ?? '';
    const lines = text.split('\n');
    if (line < 1 || line > lines.length) return undefined;
    const before = lines.slice(0, line - 1).join('\n').length;
    const start = before + (line > 1 ? 1 : 0);
    // Of an empty line, its end has a place.
    const length = Math.max(lines[line - 1].length, 1);
    const range = this.#range(start, start + length);
    return [...range.getClientRects()].find((rect) => rect.height > 0);
  }

  /**
   * @param {number} start
   * @param {number} end
   */
  #range(start, end) {
    const range = document.createRange();
    const walker = document.createTreeWalker(this.#code, NodeFilter.SHOW_TEXT);
    let at = 0;
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const length = node.textContent?.length ?? 0;
      if (start >= at && start <= at + length) range.setStart(node, start - at);
      if (end <= at + length) {
        range.setEnd(node, end - at);
        break;
      }
      at += length;
    }
    return range;
  }
}
