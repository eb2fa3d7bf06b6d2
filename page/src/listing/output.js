// Shows a run: its state in one line, the compiler's messages, and the lines
// that the program prints.
import { createElement, createTextWithCode } from '../dom/elements.js';
import { formatSeconds } from '../runner/events.js';
import { OutputLog } from './log.js';

/** @typedef {import('../runner/events.js').RunEvent} RunEvent */
/** @typedef {RunEvent & { event: 'ended' }} EndedEvent */
/** @typedef {import('./diagnostics.js').DiagnosticList} DiagnosticList */
/** @typedef {import('./log.js').PrintedLines} PrintedLines */

const BYTES_PER_KB = 1000;

export class Output {
  box = createElement('div', { class: 'run' });
  /** The state of the run in one line. */
  status = createElement('p', { class: 'run-status', role: 'status' });
  /** @type {OutputLog} */
  #log;
  /** @type {DiagnosticList} */
  #diagnostics;

  /**
   * @param {string} name the listing's
   * @param {DiagnosticList} diagnostics
   * @param {(line: number) => void} onPanic
   */
  constructor(name, diagnostics, onPanic) {
    this.#diagnostics = diagnostics;
    this.#log = new OutputLog(`Output of ${name}`, onPanic);
    this.box.append(diagnostics.box, this.#log.box);
    this.clear();
  }

  clear() {
    this.#log.clear();
    this.#diagnostics.clear();
    this.setStatus('', '');
  }

  /**
   * @param {string} text
   * @param {'busy' | 'well' | 'ill' | 'not-compiled' | ''} tone
   */
  setStatus(text, tone) {
    this.status.replaceChildren(...createTextWithCode(text));
    this.status.dataset.tone = tone;
    this.#hideEmptyLog();
  }

  /** Removes a compile error from the status: the program has changed. */
  clearCompileError() {
    if (this.status.dataset.tone === 'not-compiled') this.setStatus('', '');
  }

  get isEmpty() {
    return this.#log.isEmpty;
  }

  /**
   * Highlights printed lines, in place of others.
   * @param {PrintedLines | undefined} lines
   */
  highlightLines(lines) {
    this.#log.highlightLines(lines);
  }

  drawNow() {
    this.#log.drawNow();
  }

  /** @param {RunEvent} event */
  handle(event) {
    switch (event.event) {
      case 'out':
        this.#log.add(event.stream, event.ms, event.text);
        break;
      case 'withheld':
        this.#log.showNote(withheldMessage(event.bytes));
        break;
      case 'diagnostic':
        this.#diagnostics.add(
          event,
          event.level === 'error' ? 'open' : 'folded',
        );
        break;
      case 'ended':
        this.setStatus(this.#endMessage(event), toneOf(event));
        break;
      default:
        this.setStatus(progressMessage(event), 'busy');
    }
    this.#hideEmptyLog();
  }

  #hideEmptyLog() {
    this.#log.box.hidden = this.#log.isEmpty;
  }

  /** @param {EndedEvent} event */
  #endMessage({ how, code, ms, message }) {
    if (how !== 'exit') return message;
    const time = ms === null ? '' : formatSeconds(ms);
    const result = ['ended', `exit ${code}`, time].filter(Boolean).join(', ');
    return this.#log.isEmpty ? `${result}, and printed nothing` : result;
  }
}

/** @param {RunEvent} event */
function progressMessage(event) {
  switch (event.event) {
    case 'queued':
      return `Other programs run: number ${event.place} in the queue`;
    case 'preparing':
      return (
        'The crates of this chapter are being compiled: ' +
        `${event.done} of ${event.of}, now ${event.now}. Then it starts.`
      );
    case 'compiling':
      return 'Compiling';
    case 'started':
      return event.message ?? 'Running';
    default:
      return '';
  }
}

/** @param {EndedEvent} event */
function toneOf({ how, code }) {
  if (how === 'not-compiled') return how;
  return code === 0 || how === 'stopped' ? 'well' : 'ill';
}

/** @param {number} bytes */
function withheldMessage(bytes) {
  const kb = Math.ceil(bytes / BYTES_PER_KB).toLocaleString('en');
  return `${kb} KB are left out here`;
}
