// The card of a listing that the reader can run, change and stop: it connects
// the buttons, the code, the output and the timeline.
import { MENU_BAR_HEIGHT_PX } from '../dom/menu-bar.js';
import { Question } from '../predict/question.js';
import { clearWhenConnected } from '../runner/client.js';
import { createPanicDiagnostic } from '../runner/events.js';
import { CodePane } from './code-pane.js';
import { arrangeColumns } from './columns.js';
import { DiagnosticList } from './diagnostics.js';
import { Output } from './output.js';
import { OutputLink } from './output-link.js';
import { ProblemCount } from './problem-count.js';
import { RepairMark } from './repair.js';
import { OutcomeCollector } from './run-outcome.js';
import { TimelineSlot } from './timeline-slot.js';
import { Toolbar } from './toolbar.js';
import { TypeChecker } from './type-checker.js';

/** @typedef {import('../runner/events.js').Backend} Backend */
/** @typedef {import('../runner/events.js').Diagnostic} Diagnostic */
/** @typedef {import('../runner/events.js').Job} Job */
/** @typedef {import('../runner/events.js').Run} Run */
/** @typedef {import('../runner/events.js').RunEvent} RunEvent */
/** @typedef {import('./run-outcome.js').Outcome} Outcome */

const OUTDATED_MESSAGE =
  'The book has a newer version of this listing than the one you changed.';
const ORIGINAL_RUN_NOTE = 'This is a run of the listing as the book has it.';
/** Between the menu bar and the buttons of a run that is brought into view. */
const TOP_GAP_PX = 16;
const PANIC_MESSAGE = 'the program panicked here';

export class ListingCard {
  /** @type {string} */
  name;
  toolbar;
  pane;
  #output;
  #diagnostics;
  #problemCount;
  #outputLink;
  #repairMark;
  #timeline;
  #question;
  #typeChecker = new TypeChecker((found) => this.#showTypeCheckResult(found));
  /** @type {Backend | undefined} */
  #backend;
  /** @type {Run | undefined} */
  #run;
  /** The text that the diagnostics are about. */
  #compiledText = '';
  /** Counts the runs: events of an older run are dropped. */
  #runCount = 0;
  /** @type {Diagnostic[]} */
  #panics = [];
  #onDraft = () => {};
  /** @type {string[]} the arguments of the next runs */
  #args = [];
  #outcome = new OutcomeCollector([]);
  /** @type {((outcome: Outcome, isChanged: boolean) => void)[]} */
  #outcomeListeners = [];

  /**
   * @param {string} name
   * @param {HTMLElement} pre
   */
  constructor(name, pre) {
    this.name = name;
    const goTo = (/** @type {number} */ line, /** @type {number} */ column) =>
      this.pane.goTo(line, column);
    this.#diagnostics = new DiagnosticList(goTo, (fix) =>
      this.pane.applyFix(fix, this.#compiledText),
    );
    this.#problemCount = new ProblemCount(goTo);
    this.#output = new Output(name, this.#diagnostics, (line) =>
      this.#showPanic(line),
    );
    clearWhenConnected(this.#output.status);
    this.#outputLink = new OutputLink(this.#output, () => this.revealRun());
    this.toolbar = new Toolbar(
      `Buttons of listing ${name}`,
      this.#output.status,
      this.#problemCount.button,
      this.#outputLink.button,
    );
    this.pane = new CodePane({
      key: name,
      label: `Code of listing ${name}`,
      pre,
      toolbar: this.toolbar,
      runVerb: () => 'runs',
      onUpdate: () => this.#update(),
      onEdit: () => this.#handleEdit(),
      onDraft: () => this.#onDraft(),
      onLeave: () => {
        if (!this.#question?.takeFocus()) this.toolbar.focus('run');
      },
    });
    this.#timeline = new TimelineSlot(name, pre.closest('section'), {
      pane: this.pane,
      output: this.#output,
    });
    this.#repairMark = new RepairMark(pre.closest('section'));
    this.#question = Question.find(pre.closest('section'), this);
    this.#arrangeColumns(pre);
  }

  /** @param {HTMLElement} pre */
  #arrangeColumns(pre) {
    arrangeColumns(
      pre,
      [
        this.pane.host,
        this.#question?.form ?? '',
        this.toolbar.box,
        this.toolbar.note,
      ],
      [this.#output.box, this.#timeline.box],
    );
  }

  /**
   * Makes the card ready to run, and opens the reader's draft if there is one.
   * @param {Backend} backend
   * @param {() => void} onDraft called if a draft is saved or removed
   */
  activate(backend, onDraft) {
    this.#backend = backend;
    this.#onDraft = onDraft;
    this.#question?.activate(backend.takesEdits ? 'run' : 'replay');
    this.pane.restoreDraft(OUTDATED_MESSAGE, () => this.reset());
    this.#update();
  }

  /** @param {Backend | undefined} backend another than the usual one */
  run(backend = this.#backend) {
    if (!backend) return;
    this.#forgetRun();
    this.toolbar.clearMessage();
    if (this.isChanged && !backend.takesEdits) {
      this.toolbar.showMessage(ORIGINAL_RUN_NOTE);
    } else {
      this.#showArguments();
    }
    this.#timeline.startRun();
    this.#outcome = new OutcomeCollector(this.#args);
    const number = this.#runCount;
    this.#run = backend.run(this.#createJob(), (event) => {
      if (this.#runCount === number) this.#handle(event);
    });
    this.#update();
  }

  /**
   * Brings the state of the run and what it prints into view, and moves the
   * focus to the buttons above them.
   */
  revealRun() {
    this.toolbar.focus('run', { preventScroll: true });
    // The toolbar may stick to the window's edge, so its own place says
    // nothing about where it will be.
    const { box, note } = this.toolbar;
    const buttons = box.offsetHeight + note.offsetHeight;
    const above = MENU_BAR_HEIGHT_PX + TOP_GAP_PX + buttons;
    const { top } = this.#output.box.getBoundingClientRect();
    scrollBy({ top: top - above });
  }

  stop() {
    this.#run?.stop();
  }

  skipReplay() {
    this.#run?.skip?.();
  }

  edit() {
    const { firstLineInSight, firstShownLine } = this.pane;
    return this.pane.edit(firstLineInSight ?? firstShownLine);
  }

  /** Shows the book's text again, and moves the focus to the next button. */
  reset() {
    const next = this.isChanged ? 'undo' : 'edit';
    this.resetCode();
    this.toolbar.focus(next);
  }

  /** Shows the book's text again; `undoReset` brings the reader's text back. */
  resetCode() {
    this.#args = [];
    this.toolbar.clearMessage();
    this.toolbar.clearOffer();
    this.#forgetRun();
    this.#timeline.reset();
    this.#repairMark.update(false);
    this.pane.reset();
  }

  async undoReset() {
    await this.pane.undoReset();
    this.pane.focus();
  }

  /** Whether the reader can change the listing here. */
  get canEdit() {
    return this.toolbar.hasButton('edit');
  }

  /** @param {string} text */
  isOriginal(text) {
    return this.pane.isOriginal(text);
  }

  /**
   * Puts another text into the editor, for runs with these arguments.
   * `undoReset` brings back the reader's own text.
   * @param {string} text
   * @param {string[]} args
   */
  async openChangedText(text, args) {
    this.resetCode();
    if (!this.isOriginal(text)) await this.pane.openText(text);
    this.#args = args;
    this.#showArguments();
  }

  /**
   * Adds a listener for the end of each run whose whole output is known.
   * @param {(outcome: Outcome, isChanged: boolean) => void} listener
   */
  onOutcome(listener) {
    this.#outcomeListeners.push(listener);
  }

  #showArguments() {
    if (this.#args.length === 0) {
      this.toolbar.clearOffer();
      return;
    }
    this.toolbar.showOffer(`Runs get the arguments ${this.#args.join(' ')}.`, {
      label: 'Run without them',
      onClick: () => {
        this.#args = [];
        this.run();
      },
    });
  }

  get isChanged() {
    return this.pane.isChanged;
  }

  /** @returns {Job} */
  #createJob() {
    this.#compiledText = this.pane.text;
    const job = { source: `${this.#compiledText}\n`, listing: this.name };
    return this.#args.length > 0 ? { ...job, args: this.#args } : job;
  }

  /** @param {RunEvent} event */
  #handle(event) {
    if (this.#timeline.handle(event)) return;
    this.#output.handle(event);
    this.#question?.handle(event);
    const outcome = this.#outcome.add(event);
    for (const listener of outcome ? this.#outcomeListeners : []) {
      if (outcome) listener(outcome, this.isChanged);
    }
    if (event.event === 'diagnostic') this.#markLines();
    if (event.event === 'started') this.#repairMark.update(this.isChanged);
    if (event.event !== 'ended') return;
    this.#run = undefined;
    if (event.how === 'not-compiled') {
      this.#repairMark.update(false);
      this.pane.unfoldErrors();
    }
    this.#update();
  }

  #forgetRun() {
    this.#run?.stop();
    this.#run = undefined;
    this.#runCount += 1;
    this.#question?.endRun();
    this.#typeChecker.cancel();
    this.#output.clear();
    this.#panics = [];
    this.#markLines();
  }

  #handleEdit() {
    this.#panics = [];
    if (this.#backend?.checks && !this.#run) {
      this.#typeChecker.scheduleCheck(() => this.#createJob());
    }
  }

  /** @param {Diagnostic[]} diagnostics */
  #showTypeCheckResult(diagnostics) {
    this.#diagnostics.show(diagnostics);
    this.#output.clearCompileError();
    const hasError = diagnostics.some(({ level }) => level.startsWith('error'));
    this.#repairMark.update(this.isChanged && !hasError);
    this.#markLines();
  }

  /** @param {number} line */
  #showPanic(line) {
    this.#panics.push(createPanicDiagnostic(line, PANIC_MESSAGE));
    this.#markLines();
  }

  /** Marks the lines that the compiler or a panic names. */
  #markLines() {
    this.#problemCount.update(this.#diagnostics.diagnostics);
    this.pane.markDiagnostics([
      ...this.#diagnostics.diagnostics,
      ...this.#panics,
    ]);
  }

  #update() {
    this.#timeline.setCodeChanged(this.isChanged);
    this.toolbar.update({
      isRunning: this.#run !== undefined,
      canSkip: this.#run?.skip !== undefined,
      isEditing: this.pane.isEditorOpen,
      isChanged: this.isChanged,
      canUndoReset: this.pane.canUndoReset,
    });
  }
}
