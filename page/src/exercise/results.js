// The results of a check: each test with its state, and the reason if it
// failed.
import { createElement, createFoldedText } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';
import { createLineButton } from '../listing/diagnostics.js';
import { formatSeconds } from '../runner/events.js';

/** @typedef {import('./check.js').CheckEvent} CheckEvent */
/** @typedef {import('./check.js').TestFailedEvent} TestFailedEvent */
/** @typedef {import('./test-timeline.js').TestTimeline} TestTimeline */
/** @typedef {'waiting' | 'running' | 'passed' | 'failed'} TestState */

/**
 * @type {Record<TestState, { icon: import('../dom/icons.js').IconName,
 *   label: string }>}
 */
const STATE_DISPLAYS = {
  waiting: { icon: 'dash', label: 'waits' },
  running: { icon: 'triangle', label: 'runs' },
  passed: { icon: 'check', label: 'passed' },
  failed: { icon: 'cross', label: 'failed' },
};

export class TestResults {
  #list = createElement('ul', { 'aria-label': 'How the tests went' });
  box = createElement('div', { class: 'exercise-results' }, this.#list);
  /** @type {(line: number) => void} */
  #goTo;
  #createTimeline;
  #canRecord = false;
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();
  /** @type {TestTimeline[]} */
  #timelines = [];

  /**
   * @param {(line: number) => void} goTo
   * @param {(test: string) => TestTimeline} createTimeline
   */
  constructor(goTo, createTimeline) {
    this.#goTo = goTo;
    this.#createTimeline = createTimeline;
    this.clear();
  }

  clear() {
    for (const timeline of this.#timelines) timeline.stop();
    this.#timelines = [];
    this.#items.clear();
    this.#list.replaceChildren();
    this.box.hidden = true;
  }

  /** @param {CheckEvent} event */
  handle(event) {
    switch (event.event) {
      case 'started':
        this.box.hidden = event.tests.length === 0;
        this.#canRecord = event.recordable;
        for (const test of event.tests) this.#addTest(test);
        break;
      case 'test-started':
        this.#setState(event.test, 'running');
        break;
      case 'test-passed':
        this.#setState(event.test, 'passed', event.ms);
        break;
      case 'test-failed':
        this.#setState(event.test, 'failed', event.ms);
        this.#items.get(event.test)?.append(this.#createFailureDetails(event));
        this.#offerTimeline(event.test);
        break;
    }
  }

  /** Marks tests that were still running when the check ended. */
  settleRunningTests() {
    for (const [test, item] of this.#items) {
      if (item.dataset.state === 'running') this.#setState(test, 'waiting');
    }
  }

  /** A sentence with the number of tests that have passed. */
  get summary() {
    const items = [...this.#items.values()];
    const passed = items.filter(({ dataset }) => dataset.state === 'passed');
    return `${passed.length} of ${items.length} tests have passed`;
  }

  /** @param {string} test */
  #addTest(test) {
    const item = createElement('li');
    this.#items.set(test, item);
    this.#list.append(item);
    this.#setState(test, 'waiting');
  }

  /**
   * @param {string} test
   * @param {TestState} state
   * @param {number} [ms]
   */
  #setState(test, state, ms) {
    const item = this.#items.get(test);
    if (!item) return;
    const { icon, label } = STATE_DISPLAYS[state];
    const time = ms === undefined ? '' : `, ${formatSeconds(ms)}`;
    item.dataset.state = state;
    item.replaceChildren(
      createIcon(icon),
      createElement('span', { class: 'test-name' }, readableName(test)),
      createElement('span', { class: 'test-state' }, `${label}${time}`),
    );
  }

  /** @param {string} test */
  #offerTimeline(test) {
    const item = this.#items.get(test);
    if (!this.#canRecord || !item) return;
    const timeline = this.#createTimeline(test);
    this.#timelines.push(timeline);
    item.append(timeline.box);
  }

  /** @param {TestFailedEvent} event */
  #createFailureDetails({ message, line, output }) {
    const reason = createElement(
      'div',
      { class: 'test-why' },
      createElement('p', { class: 'test-message' }, message),
    );
    if (line !== null) {
      reason.append(createLineButton(line, () => this.#goTo(line)));
    }
    // The message of the panic is not part of this output.
    if (output.trim() !== '') {
      reason.append(createFoldedText('what it printed', output.trimEnd()));
    }
    return reason;
  }
}

/** @param {string} test such as `tests::a_wait_is_measured` */
function readableName(test) {
  return (test.split('::').pop() ?? test).replaceAll('_', ' ');
}
