// The card of an exercise that the reader can edit and check: it connects the
// code, the buttons, the results, the tests and the help.
import { createElement, createTextWithCode } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';
import { onRunShortcut } from '../dom/shortcuts.js';
import { CodePane } from '../listing/code-pane.js';
import { arrangeColumns } from '../listing/columns.js';
import { DiagnosticList } from '../listing/diagnostics.js';
import { LineMarks } from '../listing/line-marks.js';
import { ProblemCount } from '../listing/problem-count.js';
import { Toolbar } from '../listing/toolbar.js';
import {
  hasMilestone,
  onProgress,
  recordMilestone,
} from '../progress/progress.js';
import { clearWhenConnected } from '../runner/client.js';
import { createPanicDiagnostic } from '../runner/events.js';
import { checkExercise } from './check.js';
import { ExerciseHelp } from './help.js';
import { createNextLink } from './next-step.js';
import { TestResults } from './results.js';
import { saveToFile, takeSaveMessage } from './save-file.js';
import { TestTimeline } from './test-timeline.js';

/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('./check.js').CheckEvent} CheckEvent */
/** @typedef {import('./check.js').VerdictEvent} VerdictEvent */

const OUTDATED_MESSAGE =
  'The file of this exercise has changed since you wrote this.';
const BROWSER_ONLY_NOTE = ' What you write here stays in this browser.';
const NO_RUNNER_NOTE =
  ' This page cannot check it: copy your code there, and run ';
const COPIED_MESSAGE = 'The code is copied, with its tests.';
const NOT_COPIED_MESSAGE =
  'This browser lets no page copy: select the code instead.';
const FAILED_HERE_LABEL = 'a test fails here';
const PREPARING_MESSAGE =
  'The crates of the exercises are being compiled, this once';
const FILE_UNCHANGED_MESSAGE =
  'Solved here. Your file for the terminal is still as it was shipped.';
/** These verdicts say nothing about the reader's code. */
const INCONCLUSIVE_VERDICTS = ['stopped', 'lost', 'broken'];

export class ExerciseCard {
  /** @type {HTMLElement} */
  #section;
  /** @type {string} */
  #name;
  /** @type {string} */
  #hash;
  #pane;
  #help;
  #status = createElement('p', { class: 'run-status', role: 'status' });
  #toolbar;
  #results = new TestResults(
    (line) => this.#goTo(line, 1),
    (test) => this.#createTimeline(test),
  );
  #diagnostics = new DiagnosticList(
    (line, column) => this.#goTo(line, column),
    (fix) => this.#pane.applyFix(fix, this.#checkedText),
  );
  #problemCount = new ProblemCount((line, column) => this.#goTo(line, column));
  /** @type {HTMLElement | undefined} */
  #nextStep;
  /** @type {HTMLDetailsElement} */
  #testsElement;
  #testMarks;
  #testsText;
  #canCheck = false;
  /** @type {{ stop: () => void } | undefined} */
  #runningCheck;
  /** Counts the checks: events of an older check are dropped. */
  #checkCount = 0;
  /** The text of the newest check. */
  #checkedText = '';
  /** @type {Diagnostic[]} the lines at which tests failed */
  #failures = [];

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
    this.#name = section.dataset.exercise ?? '';
    this.#hash = section.dataset.hash ?? '';
    const findElement = (/** @type {string} */ selector) =>
      /** @type {HTMLElement} */ (section.querySelector(selector));
    this.#testsElement = /** @type {HTMLDetailsElement} */ (
      findElement('.exercise-tests')
    );
    const testsCode = findElement('.exercise-tests code');
    this.#testMarks = new LineMarks(
      findElement('.exercise-tests pre'),
      testsCode,
    );
    this.#testsText = (testsCode.textContent ?? '').trimEnd();
    clearWhenConnected(this.#status);
    this.#toolbar = new Toolbar(
      `Buttons of exercise ${this.#name}`,
      this.#status,
      this.#problemCount.button,
    );
    const pre = findElement(':scope > pre');
    this.#pane = new CodePane({
      // No listing has a name with a slash.
      key: `exercise/${this.#name}`,
      label: `Code of exercise ${this.#name}`,
      pre,
      toolbar: this.#toolbar,
      runVerb: () => (this.#canCheck ? 'checks' : undefined),
      onUpdate: () => this.#update(),
      onLeave: () => this.#toolbar.focus(this.#canCheck ? 'run' : 'copy'),
    });
    this.#help = new ExerciseHelp(section, this.#name, () => this.#pane.text);
    const { box, note } = this.#toolbar;
    findElement('.exercise-bar').remove();
    arrangeColumns(
      pre,
      [this.#pane.host, box, note],
      [this.#results.box, this.#diagnostics.box],
    );
    findElement('.exercise-file').before(this.#help.box, this.#help.difference);
  }

  /** @param {boolean} canCheck whether there is a runner */
  activate(canCheck) {
    this.#canCheck = canCheck;
    this.#addButtons();
    this.#explainLearnerFile();
    onProgress(() => this.#updateSolvedMark());
    this.#showSavedMessage();
    this.#pane.restoreDraft(OUTDATED_MESSAGE, () => this.#reset());
    this.#update();
  }

  #addButtons() {
    this.#toolbar.addButtons({
      run: this.#canCheck && {
        label: 'Check',
        title: 'Ctrl+Enter',
        onClick: () => this.#startCheck(),
      },
      stop: this.#canCheck && {
        label: 'Stop',
        onClick: () => this.#runningCheck?.stop(),
      },
      edit: {
        label: 'Edit',
        onClick: () => this.#pane.edit(this.#firstTodoLine),
      },
      reset: { label: 'Reset', onClick: () => this.#reset() },
      format: this.#canCheck && {
        label: 'Format',
        onClick: () => this.#format(),
      },
      undo: { label: 'Undo reset', onClick: () => this.#undoReset() },
      copy: { label: 'Copy', onClick: () => this.#copy() },
    });
    if (this.#canCheck) {
      onRunShortcut(this.#section, () => this.#startCheck());
    }
  }

  /** Explains how the code here and the file for the terminal are related. */
  #explainLearnerFile() {
    const file = this.#section.querySelector('.exercise-file');
    if (this.#canCheck) {
      file?.append(BROWSER_ONLY_NOTE);
      return;
    }
    const command = `cargo run -- check ${this.#name}`;
    file?.append(NO_RUNNER_NOTE, createElement('code', {}, command), '.');
    this.#help.allowDeclaringTries();
  }

  /** The line where the reader starts: the first one with a TODO. */
  get #firstTodoLine() {
    const lines = this.#pane.text.split('\n');
    return lines.findIndex((line) => line.includes('// TODO')) + 1 || 1;
  }

  get #sourceWithTests() {
    return this.#appendTests(this.#pane.text);
  }

  /** @param {string} code */
  #appendTests(code) {
    return `${code}\n\n${this.#testsText}\n`;
  }

  #startCheck() {
    this.#forgetCheck();
    // Wide screens make room for the results.
    this.#section.dataset.checked = '';
    this.#toolbar.clearMessage();
    this.#toolbar.clearOffer();
    // The message of a save is out of date.
    takeSaveMessage(this.#name);
    this.#checkedText = this.#pane.text;
    // The tests can't be edited here.
    this.#diagnostics.lineLimit = this.#lineCountAboveTests;
    const number = this.#checkCount;
    this.#runningCheck = checkExercise(
      this.#name,
      this.#sourceWithTests,
      (event) => {
        if (this.#checkCount === number) this.#handle(event);
      },
    );
    this.#update();
  }

  async #format() {
    const isSolution =
      this.#toolbar.hasOffer && this.#pane.text === this.#checkedText;
    // What would be saved is what was checked, so that must be the new text.
    if ((await this.#pane.format()) && isSolution) this.#startCheck();
  }

  #forgetCheck() {
    this.#runningCheck?.stop();
    this.#runningCheck = undefined;
    this.#checkCount += 1;
    this.#failures = [];
    this.#results.clear();
    this.#nextStep?.remove();
    this.#diagnostics.clear();
    this.#setStatus('', '');
    this.#markLines();
  }

  /** @param {CheckEvent} event */
  #handle(event) {
    this.#results.handle(event);
    switch (event.event) {
      case 'preparing':
        this.#setStatus(
          [PREPARING_MESSAGE, event.now].filter(Boolean).join(': '),
          'busy',
        );
        break;
      case 'compiling':
        this.#setStatus('Compiling', 'busy');
        break;
      case 'diagnostic':
        this.#diagnostics.add(
          event,
          event.level === 'error' ? 'open' : 'folded',
        );
        this.#markLines();
        break;
      case 'test-failed':
        if (event.line !== null) {
          this.#failures.push(
            createPanicDiagnostic(event.line, FAILED_HERE_LABEL),
          );
          this.#markLines();
        }
        this.#setStatus(this.#results.summary, 'busy');
        break;
      case 'verdict':
        this.#finishCheck(event);
        break;
      default:
        this.#setStatus(this.#results.summary, 'busy');
    }
  }

  /**
   * Creates the place for the timeline of a test, with the code that was
   * checked.
   * @param {string} test
   */
  #createTimeline(test) {
    const text = this.#checkedText;
    const request = {
      exercise: this.#name,
      source: this.#appendTests(text),
      test,
    };
    const codeLines = text.split('\n').length;
    return new TestTimeline(request, (line = 0) => {
      // A line number is valid only if the pane shows the code that ran.
      const isInCode = line > 0 && line <= codeLines;
      const isShown = isInCode && this.#pane.text === text;
      this.#pane.highlightLine(isShown ? line : undefined);
    });
  }

  /** @param {VerdictEvent} event */
  #finishCheck({ verdict, message }) {
    this.#runningCheck = undefined;
    this.#results.settleRunningTests();
    const isWell = verdict === 'solved' || verdict === 'stopped';
    this.#setStatus(message, isWell ? 'well' : 'ill');
    if (verdict === 'solved') {
      recordMilestone('solved', this.#name, this.#hash);
      this.#offerToSave();
      this.#nextStep = createNextLink(this.#section);
      if (this.#nextStep) this.#results.box.after(this.#nextStep);
    } else if (!INCONCLUSIVE_VERDICTS.includes(verdict)) {
      this.#help.countTry(this.#checkedText, this.#pane.original);
    }
    this.#update();
  }

  /** Offers to save what was solved, if the file has nothing of the reader. */
  #offerToSave() {
    if (!('untouched' in this.#section.dataset)) return;
    const source = this.#appendTests(this.#checkedText);
    this.#toolbar.showOffer(FILE_UNCHANGED_MESSAGE, {
      label: 'Save to the file',
      onClick: async () => {
        this.#toolbar.focus('run');
        const result = await saveToFile(this.#name, source);
        this.#toolbar.showMessage(result.message);
        if (!result.isUntouched) delete this.#section.dataset.untouched;
      },
    });
  }

  /** Shows again what the last save said, if the page was reloaded then. */
  #showSavedMessage() {
    const message = takeSaveMessage(this.#name);
    if (message) this.#toolbar.showMessage(message);
  }

  /**
   * @param {string} text
   * @param {'busy' | 'well' | 'ill' | ''} tone
   */
  #setStatus(text, tone) {
    this.#status.replaceChildren(...createTextWithCode(text));
    this.#status.dataset.tone = tone;
  }

  /** The number of lines above the first line of the tests. */
  get #lineCountAboveTests() {
    return this.#pane.text.split('\n').length + 1;
  }

  /** Marks the lines that were named: in the code, and in the tests below. */
  #markLines() {
    this.#problemCount.update(this.#diagnostics.diagnostics);
    const diagnostics = [...this.#diagnostics.diagnostics, ...this.#failures];
    const above = this.#lineCountAboveTests;
    const firstLineOf = (/** @type {Diagnostic} */ { spans }) =>
      spans.find((span) => span.primary)?.line_start ?? 0;
    this.#pane.markDiagnostics(
      diagnostics.filter((diagnostic) => firstLineOf(diagnostic) <= above),
    );
    this.#testMarks.markDiagnostics(
      diagnostics
        .filter((diagnostic) => firstLineOf(diagnostic) > above)
        .map((diagnostic) => shiftDiagnostic(diagnostic, -above)),
    );
  }

  /**
   * @param {number} line
   * @param {number} column
   */
  #goTo(line, column) {
    if (line <= this.#lineCountAboveTests) {
      this.#pane.goTo(line, column);
      return;
    }
    this.#testsElement.open = true;
    this.#markLines();
    this.#testMarks.revealLine(line - this.#lineCountAboveTests);
  }

  #reset() {
    const next = this.#pane.isChanged ? 'undo' : 'edit';
    this.#forgetCheck();
    delete this.#section.dataset.checked;
    this.#pane.reset();
    this.#toolbar.clearMessage();
    this.#toolbar.clearOffer();
    this.#toolbar.focus(next);
  }

  async #undoReset() {
    await this.#pane.undoReset();
    this.#pane.focus();
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#sourceWithTests);
      this.#toolbar.showMessage(COPIED_MESSAGE);
    } catch {
      this.#toolbar.showMessage(NOT_COPIED_MESSAGE);
    }
  }

  #updateSolvedMark() {
    const isSolved = hasMilestone('solved', this.#name, this.#hash);
    this.#help.setSolved(isSolved);
    const title = this.#section.querySelector('.listing-title');
    const solvedMark = title?.querySelector('.exercise-solved');
    if (!isSolved) solvedMark?.remove();
    if (!isSolved || solvedMark) return;
    const tick = createIcon('check', { class: 'tick' });
    const attributes = { class: 'exercise-solved' };
    title?.append(' ', createElement('span', attributes, tick, 'solved'));
  }

  #update() {
    this.#help.updateDifference();
    this.#toolbar.update({
      isRunning: this.#runningCheck !== undefined,
      canSkip: false,
      isEditing: this.#pane.isEditorOpen,
      isChanged: this.#pane.isChanged,
      canUndoReset: this.#pane.canUndoReset,
    });
  }
}

/**
 * @param {Diagnostic} diagnostic
 * @param {number} lineOffset in lines
 * @returns {Diagnostic}
 */
function shiftDiagnostic(diagnostic, lineOffset) {
  const spans = diagnostic.spans.map((span) => ({
    ...span,
    line_start: span.line_start + lineOffset,
    line_end: span.line_end + lineOffset,
  }));
  return { ...diagnostic, spans };
}
