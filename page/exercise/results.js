// @ts-check
// What comes of a check: each test with how it went, and the reasons of
// those that failed.

/** @typedef {import('./check.js').CheckEvent} CheckEvent */
/** @typedef {'waiting' | 'running' | 'passed' | 'failed'} State */

/** The drawing of each state; the words beside it say the same. */
const ICONS = {
  waiting: 'M4 8h8',
  running: 'M4.5 3.5v9L12 8z',
  passed: 'M3 8.5l3.2 3.2L13 4.8',
  failed: 'M4.5 4.5l7 7m0-7l-7 7',
};
const WORDS = {
  waiting: 'waits',
  running: 'runs',
  passed: 'passed',
  failed: 'failed',
};
const PRINTED = 'what it printed';

export class Results {
  box = document.createElement('div');
  #list = document.createElement('ul');
  /** @type {(line: number) => void} */
  #goTo;
  /** @type {Map<string, HTMLElement>} */
  #items = new Map();

  /** @param {(line: number) => void} goTo */
  constructor(goTo) {
    this.#goTo = goTo;
    this.box.className = 'exercise-results';
    this.#list.setAttribute('aria-label', 'How the tests went');
    this.box.append(this.#list);
    this.clear();
  }

  clear() {
    this.#items.clear();
    this.#list.replaceChildren();
    this.box.hidden = true;
  }

  /** @param {CheckEvent} event */
  hear(event) {
    switch (event.event) {
      case 'started':
        this.box.hidden = event.tests.length === 0;
        for (const test of event.tests) this.#add(test);
        break;
      case 'test-started':
        this.#set(event.test, 'running');
        break;
      case 'test-passed':
        this.#set(event.test, 'passed', event.ms);
        break;
      case 'test-failed':
        this.#set(event.test, 'failed', event.ms);
        this.#items.get(event.test)?.append(this.#why(event));
    }
  }

  /** A check that was cut short leaves tests that never ran. */
  settle() {
    for (const [test, item] of this.#items) {
      if (item.dataset.state === 'running') this.#set(test, 'waiting');
    }
  }

  /** How many have passed so far, in words. */
  get sum() {
    const items = [...this.#items.values()];
    const done = items.filter(({ dataset: { state } }) => state === 'passed');
    return `${done.length} of ${items.length} tests have passed`;
  }

  /** @param {string} test */
  #add(test) {
    const item = document.createElement('li');
    this.#items.set(test, item);
    this.#list.append(item);
    this.#set(test, 'waiting');
  }

  /**
   * @param {string} test
   * @param {State} state
   * @param {number} [ms]
   */
  #set(test, state, ms) {
    const item = this.#items.get(test);
    if (!item) return;
    const name = document.createElement('span');
    name.className = 'test-name';
    name.textContent = inWords(test);
    const words = document.createElement('span');
    words.className = 'test-state';
    const time = ms === undefined ? '' : `, ${Log.seconds(ms)}`;
    words.textContent = `${WORDS[state]}${time}`;
    item.dataset.state = state;
    item.replaceChildren(icon(state), name, words);
  }

  /** @param {CheckEvent & { event: 'test-failed' }} event */
  #why({ message, line, output }) {
    const box = document.createElement('div');
    box.className = 'test-why';
    const words = document.createElement('p');
    words.className = 'test-message';
    words.textContent = message;
    box.append(words);
    if (line !== null) box.append(this.#placeButton(line));
    // The panic's own words stand above.
    if (output.trim() !== '') box.append(printed(output.trimEnd()));
    return box;
  }

  /** @param {number} line */
  #placeButton(line) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'problem-place';
    button.textContent = `line ${line}`;
    button.addEventListener('click', () => this.#goTo(line));
    return button;
  }
}

/** @param {string} test `tests::a_wait_is_measured` */
function inWords(test) {
  return (test.split('::').pop() ?? test).replaceAll('_', ' ');
}

/** @param {string} output */
function printed(output) {
  const details = document.createElement('details');
  const summary = document.createElement('summary');
  summary.textContent = PRINTED;
  const text = document.createElement('pre');
  text.textContent = output;
  text.tabIndex = 0;
  details.append(summary, text);
  return details;
}

/** @param {State} state */
function icon(state) {
  const ns = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(ns, 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(ns, 'path');
  path.setAttribute('d', ICONS[state]);
  svg.append(path);
  return svg;
}
