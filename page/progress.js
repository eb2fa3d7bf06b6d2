// @ts-check
// What the reader has done: kept by the workbook where it serves the page,
// and shared with the terminal, or by the browser elsewhere.

/** @typedef {'read' | 'run' | 'predicted' | 'solved'} Deed */
/** @typedef {{ hash: string, at: number }} ProgressMark */
/** @typedef {Record<string, ProgressMark>} ProgressMarks */

/**
 * The form of `.workbook/progress.json`, and of what is exported.
 * @typedef {{ v: number } & Partial<Record<Deed, ProgressMarks>>} Done
 */

/**
 * What there is to be done in a chapter: names, each with its hash.
 * @typedef {object} ChapterOutline
 * @property {string} page
 * @property {string} title
 * @property {string} hash
 * @property {[string, string][]} listings
 * @property {[string, string][]} questions
 * @property {[string, string][]} exercises
 */

const Progress = (function () {
  'use strict';

  const SCRIPT = /** @type {HTMLScriptElement} */ (document.currentScript).src;
  const OUTLINE = new URL('../outline.json', SCRIPT);
  const KEY = 'workbook-progress';
  const VERSION = 1;
  /** @type {Deed[]} */
  const DEEDS = ['read', 'run', 'predicted', 'solved'];
  const NO_PROGRESS = 'This file holds no progress of the workbook.';
  const NEWER = 'A newer workbook has written this file.';

  /** @type {Set<(notice?: string) => void>} */
  const listeners = new Set();
  /** @type {Promise<ChapterOutline[]> | undefined} */
  let chapters;
  /** @type {Done} */
  let done = { v: VERSION };
  let isServed = false;
  const ready = begin();

  document.addEventListener('visibilitychange', lookAgain);
  addEventListener('storage', lookAgain);

  return { ready, outline, did, has, all, take, reset, onChange };

  /** What there is to be done; empty where the site does not say. */
  function outline() {
    chapters ??= fetch(OUTLINE)
      .then((response) => (response.ok ? response.json() : []))
      .catch(() => []);
    return chapters;
  }

  /**
   * Notes that something is done, for a text with this hash.
   * @param {Deed} deed
   * @param {string} name
   * @param {string} [hash] that of the outline, if none is given
   */
  async function did(deed, name, hash) {
    await ready;
    const its = hash ?? (await hashOf(deed, name));
    if (!its || has(deed, name, its)) return;
    const mark = { hash: its, at: Math.floor(Date.now() / 1000) };
    const news = { v: VERSION, [deed]: { [name]: mark } };
    done = merged(done, news);
    tell();
    if (!isServed || !(await ask('', { deed, name, hash: its }))) {
      write(merged(read(), news));
    }
  }

  /**
   * Whether it is done, for that very text.
   * @param {Deed} deed
   * @param {string} name
   * @param {string} hash
   */
  function has(deed, name, hash) {
    return done[deed]?.[name]?.hash === hash;
  }

  function all() {
    return done;
  }

  /**
   * Takes over what another browser or workbook has exported.
   * @param {string} text
   * @returns {Promise<string | undefined>} why it cannot be taken
   */
  async function take(text) {
    const theirs = parse(text);
    if (typeof theirs === 'string') return theirs;
    await ready;
    if (isServed) await ask('/import', { progress: theirs });
    else write(merged(read(), theirs));
    await lookAgain();
    return undefined;
  }

  /** Begins anew; gives what was there, so that it can be taken back. */
  async function reset() {
    await ready;
    const before = done;
    if (isServed) await ask('/reset', {});
    else write({ v: VERSION });
    await lookAgain();
    return before;
  }

  /**
   * Is told now, and at each change; sometimes with a sentence to be shown.
   * @param {(notice?: string) => void} listener
   */
  function onChange(listener) {
    listeners.add(listener);
    ready.then((notice) => listener(notice));
  }

  /** @param {string} [notice] */
  function tell(notice) {
    for (const listener of listeners) listener(notice);
  }

  /** @returns {Promise<string | undefined>} what the reader has to know */
  async function begin() {
    const greeting = await Runner.greeted();
    const answer = greeting?.allowed ? await ask() : undefined;
    isServed = answer !== undefined;
    done = answer?.progress ?? read();
    const own = read();
    // Deeds of a time when nobody else would keep them.
    if (isServed && DEEDS.some((deed) => own[deed])) {
      done = (await ask('/import', { progress: own }))?.progress ?? done;
      write(undefined);
    }
    return answer?.notice ?? undefined;
  }

  /** Another page or the terminal may have done more meanwhile. */
  async function lookAgain() {
    if (document.visibilityState !== 'visible') return;
    await ready;
    const answer = isServed ? await ask() : undefined;
    if (answer) done = answer.progress;
    else if (!isServed) done = read();
    tell(answer?.notice);
  }

  /**
   * @param {string} path of what is asked for
   * @param {object} [body] none to ask what is there
   * @returns {Promise<{ progress: Done, notice?: string } | undefined>}
   */
  async function ask(path = '', body) {
    try {
      const response = await Runner.ask(`progress${path}`, body);
      return response.ok ? await response.json() : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * @param {Deed} deed
   * @param {string} name
   */
  async function hashOf(deed, name) {
    const kind = { run: 'listings', predicted: 'questions', solved: 'exercises' };
    for (const chapter of await outline()) {
      if (deed === 'read' && slug(chapter) === name) return chapter.hash;
      const key = /** @type {'listings'} */ (kind[/** @type {'run'} */ (deed)]);
      const found = chapter[key]?.find(([known]) => known === name);
      if (found) return found[1];
    }
    return undefined;
  }

  /** @param {ChapterOutline} chapter */
  function slug({ page }) {
    return page.replace(/\.html$/, '');
  }

  /**
   * Of both; where both have it, the later counts.
   * @param {Done} ours
   * @param {Done} theirs
   * @returns {Done}
   */
  function merged(ours, theirs) {
    const both = { ...theirs, ...ours };
    for (const deed of DEEDS) {
      const marks = { ...ours[deed] };
      for (const [name, mark] of Object.entries(theirs[deed] ?? {})) {
        if (!marks[name] || marks[name].at < mark.at) marks[name] = mark;
      }
      if (Object.keys(marks).length > 0) both[deed] = marks;
    }
    return both;
  }

  /** @param {string} text */
  function parse(text) {
    try {
      const value = JSON.parse(text);
      if (typeof value?.v !== 'number') return NO_PROGRESS;
      if (value.v > VERSION) return NEWER;
      const isSound = DEEDS.every((deed) => isMarks(value[deed] ?? {}));
      return isSound ? /** @type {Done} */ (value) : NO_PROGRESS;
    } catch {
      return NO_PROGRESS;
    }
  }

  /** @param {unknown} marks */
  function isMarks(marks) {
    if (typeof marks !== 'object' || Array.isArray(marks)) return false;
    return Object.values(marks ?? {}).every(
      (mark) => typeof mark?.hash === 'string' && Number.isInteger(mark?.at),
    );
  }

  /** @returns {Done} */
  function read() {
    try {
      const kept = parse(localStorage.getItem(KEY) ?? '');
      return typeof kept === 'string' ? { v: VERSION } : kept;
    } catch {
      return { v: VERSION };
    }
  }

  /** @param {Done | undefined} value nothing to keep nothing */
  function write(value) {
    try {
      if (value) localStorage.setItem(KEY, JSON.stringify(value));
      else localStorage.removeItem(KEY);
    } catch {
      // A browser that keeps nothing forgets with the page.
    }
  }
})();
