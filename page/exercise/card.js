// @ts-check
// An exercise that the reader can edit, check and be helped with: it joins
// the code, the buttons, the results, the tests and the help.
import { check } from './check.js';
import { Desk } from './desk.js';
import { Help } from './help.js';
import { Results } from './results.js';

/** @typedef {import('./check.js').CheckEvent} CheckEvent */

const CHANGED_SINCE =
  'The file of this exercise has changed since you wrote this.';
const HERE_ONLY = ' What you write here stays in this browser.';
const NO_RUNNER = ' This page cannot check it: copy your code there, and run ';
const COPIED = 'The code is copied, with its tests.';
const NOT_COPIED = 'This browser lets no page copy: select the code instead.';
const FAILED_HERE = 'a test fails here';
const PREPARING = 'The crates of the exercises are being compiled, this once';

export class ExerciseCard {
  /** @type {HTMLElement} */
  #section;
  /** @type {string} */
  #name;
  /** @type {string} */
  #hash;
  #desk;
  #help;
  #status = document.createElement('p');
  #toolbar;
  #results = new Results((line) => this.#goTo(line, 1));
  #problems = new Problems(({ line_start, column_start }) =>
    this.#goTo(line_start, column_start),
  );
  /** @type {HTMLDetailsElement} */
  #tests;
  #testMarks;
  #testsText;
  #canCheck = false;
  /** @type {{ stop: () => void } | undefined} */
  #run;
  /** Counts the checks: only the newest is heard. */
  #runs = 0;
  /** The text that the newest check is of. */
  #checked = '';
  /** @type {Problem[]} where tests say that they failed */
  #failures = [];

  /** @param {HTMLElement} section */
  constructor(section) {
    this.#section = section;
    this.#name = section.dataset.exercise ?? '';
    this.#hash = section.dataset.hash ?? '';
    const find = (/** @type {string} */ selector) =>
      /** @type {HTMLElement} */ (section.querySelector(selector));
    this.#tests = /** @type {any} */ (find('.exercise-tests'));
    const pre = find('.exercise-tests pre');
    const code = find('.exercise-tests code');
    this.#testMarks = new Marks(pre, code);
    this.#testsText = (code.textContent ?? '').trimEnd();
    this.#toolbar = this.#newToolbar();
    this.#desk = new Desk(this.#name, find(':scope > pre'), {
      change: () => this.#refresh(),
      leave: () => this.#toolbar.focus(this.#canCheck ? 'run' : 'copy'),
    });
    this.#help = new Help(section, this.#name, () => this.#desk.text);
    const { box, note } = this.#toolbar;
    find('.exercise-bar').replaceWith(box);
    box.after(note, this.#results.box, this.#problems.box);
    find('.exercise-file').before(this.#help.box, this.#help.difference);
  }

  /** @param {boolean} canCheck whether there is a runner */
  async begin(canCheck) {
    this.#canCheck = canCheck;
    this.#fill();
    this.#explain();
    Progress.onChange(() => this.#showSolved());
    const isOlder = await this.#desk.restore();
    if (isOlder) this.#askWhose();
    this.#refresh();
  }

  #newToolbar() {
    this.#status.className = 'run-status';
    this.#status.setAttribute('role', 'status');
    return new Toolbar(`Buttons of exercise ${this.#name}`, this.#status);
  }

  #fill() {
    const act = () => this.#check();
    this.#toolbar.fill({
      run: this.#canCheck && { label: 'Check', title: 'Ctrl+Enter', act },
      stop: this.#canCheck && { label: 'Stop', act: () => this.#run?.stop() },
      edit: { label: 'Edit', act: () => this.#desk.edit() },
      reset: { label: 'Reset', act: () => this.#reset() },
      undo: { label: 'Undo reset', act: () => this.#desk.undo() },
      copy: { label: 'Copy', act: () => this.#copy() },
    });
    this.#section.addEventListener('keydown', (event) => {
      const isCheck = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
      if (!isCheck || !this.#canCheck) return;
      event.preventDefault();
      act();
    });
  }

  /** Says how what is written here and the terminal's file go together. */
  #explain() {
    const file = this.#section.querySelector('.exercise-file');
    if (this.#canCheck) file?.append(HERE_ONLY);
    else {
      const command = document.createElement('code');
      command.textContent = `cargo run -- check ${this.#name}`;
      file?.append(NO_RUNNER, command, '.');
      this.#help.letDeclare();
    }
  }

  get #source() {
    return `${this.#desk.text}\n\n${this.#testsText}\n`;
  }

  #check() {
    this.#forget();
    this.#toolbar.say('');
    this.#checked = this.#desk.text;
    const number = this.#runs;
    this.#run = check(this.#name, this.#source, (event) => {
      if (this.#runs === number) this.#hear(event);
    });
    this.#refresh();
  }

  #forget() {
    this.#run?.stop();
    this.#run = undefined;
    this.#runs += 1;
    this.#failures = [];
    this.#results.clear();
    this.#problems.clear();
    this.#say('', '');
    this.#mark();
  }

  /** @param {CheckEvent} event */
  #hear(event) {
    this.#results.hear(event);
    switch (event.event) {
      case 'preparing':
        this.#say([PREPARING, event.now].filter(Boolean).join(': '), 'busy');
        break;
      case 'compiling':
        this.#say('Compiling', 'busy');
        break;
      case 'diagnostic':
        this.#problems.add(event, event.level === 'error');
        this.#mark();
        break;
      case 'verdict':
        this.#judge(event);
        break;
      case 'test-failed':
        if (event.line !== null) this.#failedAt(event.line);
      default:
        this.#say(this.#results.sum, 'busy');
    }
  }

  /** @param {CheckEvent & { event: 'verdict' }} event */
  #judge({ verdict, says }) {
    this.#run = undefined;
    this.#results.settle();
    const isWell = verdict === 'solved' || verdict === 'stopped';
    this.#say(says, isWell ? 'well' : 'ill');
    if (verdict === 'solved') {
      Progress.did('solved', this.#name, this.#hash);
    } else if (!['stopped', 'lost', 'broken'].includes(verdict)) {
      this.#help.tried(this.#checked, this.#desk.original);
    }
    this.#refresh();
  }

  /**
   * @param {string} text
   * @param {'busy' | 'well' | 'ill' | ''} tone
   */
  #say(text, tone) {
    this.#status.textContent = text;
    this.#status.dataset.tone = tone;
  }

  /** @param {number} line */
  #failedAt(line) {
    const place = { line_start: line, line_end: line, column_start: 1 };
    const span = { ...place, column_end: 1, label: null, primary: true };
    this.#failures.push({
      level: 'panic',
      code: null,
      message: FAILED_HERE,
      rendered: '',
      spans: [span],
    });
    this.#mark();
  }

  /** How many lines stand above the first line of the tests. */
  get #linesAbove() {
    return this.#desk.text.split('\n').length + 1;
  }

  /** Marks lines that were named: in the code, and in the tests below. */
  #mark() {
    const all = [...this.#problems.list, ...this.#failures];
    const above = this.#linesAbove;
    const line = (/** @type {Problem} */ { spans }) =>
      spans.find((span) => span.primary)?.line_start ?? 0;
    this.#desk.mark(all.filter((problem) => line(problem) <= above));
    const below = all.filter((problem) => line(problem) > above);
    this.#testMarks.set(below.map((problem) => shifted(problem, -above)));
  }

  /**
   * @param {number} line
   * @param {number} column
   */
  #goTo(line, column) {
    if (line <= this.#linesAbove) this.#desk.goTo(line, column);
    else {
      this.#tests.open = true;
      this.#mark();
      this.#testMarks.show(line - this.#linesAbove);
    }
  }

  #reset() {
    const next = this.#desk.isChanged ? 'undo' : 'edit';
    this.#forget();
    this.#desk.reset();
    this.#toolbar.say('');
    this.#toolbar.focus(next);
  }

  async #copy() {
    try {
      await navigator.clipboard.writeText(this.#source);
      this.#toolbar.say(COPIED);
    } catch {
      this.#toolbar.say(NOT_COPIED);
    }
  }

  #askWhose() {
    this.#toolbar.say(
      CHANGED_SINCE,
      { label: 'Show the new one', act: () => this.#reset() },
      { label: 'Keep mine', act: () => this.#desk.keepMine() },
    );
  }

  #showSolved() {
    const isSolved = Progress.has('solved', this.#name, this.#hash);
    this.#help.solved(isSolved);
    const title = this.#section.querySelector('.listing-title');
    const mark = title?.querySelector('.exercise-solved');
    if (!isSolved) mark?.remove();
    if (!isSolved || mark) return;
    const words = document.createElement('span');
    words.className = 'exercise-solved';
    words.append(Contents.check(), 'solved');
    title?.append(' ', words);
  }

  #refresh() {
    this.#help.changed();
    this.#toolbar.show({
      isRunning: this.#run !== undefined,
      canSkip: false,
      isEditing: this.#desk.isOpen,
      isChanged: this.#desk.isChanged,
      canUndo: this.#desk.canUndo,
    });
  }
}

/**
 * @param {Problem} problem
 * @param {number} by so many lines
 */
function shifted(problem, by) {
  const spans = problem.spans.map((span) => ({
    ...span,
    line_start: span.line_start + by,
    line_end: span.line_end + by,
  }));
  return { ...problem, spans };
}
