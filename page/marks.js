// @ts-check
// Marks lines of code that stands on the page as mdBook renders it, without
// touching the code itself.

class Marks {
  /** @type {HTMLElement} */
  #pre;
  /** @type {Element} */
  #code;
  /** @type {{ line: number, element: HTMLElement }[]} */
  #marks = [];

  /**
   * @param {HTMLElement} pre
   * @param {Element} code
   */
  constructor(pre, code) {
    this.#pre = pre;
    this.#code = code;
    new ResizeObserver(() => this.#place()).observe(pre);
  }

  clear() {
    for (const { element } of this.#marks) element.remove();
    this.#marks = [];
  }

  /**
   * @param {number} line counted from 1
   * @param {string} kind `error`, `warning` or `panic`
   */
  add(line, kind) {
    if (this.#marks.some((mark) => mark.line === line)) return;
    const element = document.createElement('span');
    element.className = `line-mark line-mark-${kind}`;
    element.setAttribute('aria-hidden', 'true');
    this.#marks.push({ line, element });
    this.#pre.append(element);
    this.#place();
  }

  /**
   * Shows a line, even where it is folded.
   * @param {number} line
   */
  show(line) {
    this.unfold([line]);
    const mark = this.#marks.find((mark) => mark.line === line);
    mark?.element.scrollIntoView({ block: 'center' });
  }

  /**
   * Unfolds the program if one of these lines is folded.
   * @param {number[]} lines
   */
  unfold(lines) {
    if (lines.every((line) => this.#box(line))) return;
    const button = this.#pre.previousElementSibling;
    const isFolded = button?.getAttribute('aria-expanded') === 'false';
    if (isFolded && button instanceof HTMLElement) button.click();
    this.#place();
  }

  #place() {
    const { top } = this.#pre.getBoundingClientRect();
    for (const { line, element } of this.#marks) {
      const box = this.#box(line);
      element.hidden = !box;
      if (!box) continue;
      element.style.top = `${box.top - top}px`;
      element.style.height = `${box.height}px`;
    }
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
    const range = this.#range(start, start + lines[line - 1].length);
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
