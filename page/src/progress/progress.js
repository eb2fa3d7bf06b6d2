// The reader's progress: the workbook that serves the page keeps it and shares
// it with the terminal; elsewhere the browser keeps it.
import { callApi, loadWorkbookInfo } from '../runner/client.js';
import { onProgressNews } from '../runner/connection.js';
import { pageName, SITE_ROOT } from '../site/root.js';
import { saveLastWorked } from './last-worked.js';

/** @typedef {import('../generated/protocol.d.ts').Milestone} Milestone */
/** @typedef {import('../generated/protocol.d.ts').ProgressMark} ProgressMark */
/** @typedef {Record<string, ProgressMark>} ProgressMarks */

/**
 * The form of `.workbook/progress.json`, and of an exported file.
 * @typedef {{ v: number } & Partial<Record<Milestone, ProgressMarks>>} Progress
 */

/**
 * What there is to do on a page of the book: names with their hashes.
 * @typedef {object} PageOutline
 * @property {string} page
 * @property {string} title
 * @property {string} hash
 * @property {[string, string][]} listings
 * @property {[string, string][]} questions
 * @property {[string, string][]} tries
 * @property {[string, string][]} exercises
 */

/** @typedef {(notice?: string) => void} ProgressListener */

const OUTLINE_URL = new URL('outline.json', SITE_ROOT);
const PROGRESS_KEY = 'workbook-progress';
const FORMAT_VERSION = 1;
const HASH_LENGTH = 32;
/** @type {Milestone[]} */
const MILESTONES = ['read', 'run', 'predicted', 'tried', 'solved'];
const NO_PROGRESS_MESSAGE = 'This file holds no progress of the workbook.';
const NEWER_VERSION_MESSAGE = 'A newer workbook has written this file.';

/** @type {Set<ProgressListener>} */
const listeners = new Set();
/** @type {Promise<PageOutline[]> | undefined} */
let outline;
/** @type {Progress} */
let progress = { v: FORMAT_VERSION };
/** Whether the workbook keeps the progress. */
let isShared = false;
/** @type {Promise<string | undefined> | undefined} */
let loadingProgress;

/**
 * Loads the progress when it is first needed.
 * @returns {Promise<string | undefined>} a message for the reader
 */
function loadProgress() {
  if (!loadingProgress) {
    loadingProgress = loadFromWorkbook();
    document.addEventListener('visibilitychange', refreshProgress);
    onProgressNews(refreshProgress);
    addEventListener('storage', refreshProgress);
  }
  return loadingProgress;
}

/** Returns the outlines of all pages; none if the site has no outline. */
export function fetchOutline() {
  outline ??= fetch(OUTLINE_URL)
    .then((response) => (response.ok ? response.json() : []))
    .catch(() => []);
  return outline;
}

/**
 * Records a milestone for a text with this hash.
 * @param {Milestone} milestone
 * @param {string} name
 * @param {string} [hash] by default that of the outline
 */
export async function recordMilestone(milestone, name, hash) {
  await loadProgress();
  const page = await findPage(milestone, name);
  if (page) saveLastWorked(page.page);
  const known = hash ?? findHash(milestone, name, page);
  if (!known || hasMilestone(milestone, name, known)) return;
  const progressMark = { hash: known, at: Math.floor(Date.now() / 1000) };
  const addition = { v: FORMAT_VERSION, [milestone]: { [name]: progressMark } };
  progress = mergeProgress(progress, addition);
  notifyListeners();
  const body = { milestone, name, hash: known };
  if (!isShared || !(await requestProgress('', body))) {
    writeStoredProgress(mergeProgress(readStoredProgress(), addition));
  }
}

/**
 * Returns whether a milestone is recorded for the text with this hash. A mark
 * of an older workbook, whose hashes were shorter, counts for any text. But a
 * `read` of it doesn't count, because scrolling made it, not the reader.
 * @param {Milestone} milestone
 * @param {string} name
 * @param {string} hash
 */
export function hasMilestone(milestone, name, hash) {
  const progressMark = progress[milestone]?.[name];
  if (!progressMark || progressMark.hash === hash)
    return progressMark !== undefined;
  return milestone !== 'read' && progressMark.hash.length < HASH_LENGTH;
}

/** @param {PageOutline} page */
export function pageSlug({ page }) {
  return page.replace(/\.html$/, '');
}

export function currentProgress() {
  return progress;
}

/**
 * Adds the progress that another browser or workbook has exported.
 * @param {string} text
 * @returns {Promise<string | undefined>} the reason if that is not possible
 */
export async function importProgress(text) {
  const imported = parseProgress(text);
  if (typeof imported === 'string') return imported;
  await loadProgress();
  if (isShared) await requestProgress('/import', { progress: imported });
  else writeStoredProgress(mergeProgress(readStoredProgress(), imported));
  await refreshProgress();
  return undefined;
}

/**
 * Deletes all progress.
 * @returns {Promise<Progress>} the progress before, which can be imported
 */
export async function resetProgress() {
  await loadProgress();
  const before = progress;
  if (isShared) await requestProgress('/reset', {});
  else writeStoredProgress({ v: FORMAT_VERSION });
  await refreshProgress();
  return before;
}

/**
 * Calls a listener now and at each change, sometimes with a message for the
 * reader.
 * @param {ProgressListener} listener
 */
export function onProgress(listener) {
  listeners.add(listener);
  loadProgress().then((notice) => listener(notice));
}

/** @param {string} [notice] */
function notifyListeners(notice) {
  for (const listener of listeners) listener(notice);
}

/** @returns {Promise<string | undefined>} a message for the reader */
async function loadFromWorkbook() {
  const info = await loadWorkbookInfo();
  const reply = info?.allowed ? await requestProgress() : undefined;
  isShared = reply !== undefined;
  const stored = readStoredProgress();
  progress = reply?.progress ?? stored;
  // The browser may have progress from when no workbook served the page.
  if (isShared && MILESTONES.some((milestone) => stored[milestone])) {
    const merged = await requestProgress('/import', { progress: stored });
    progress = merged?.progress ?? progress;
    writeStoredProgress(undefined);
  }
  return reply?.notice ?? undefined;
}

/** Loads changes that another page or the terminal has made. */
async function refreshProgress() {
  if (document.visibilityState !== 'visible') return;
  await loadProgress();
  const reply = isShared ? await requestProgress() : undefined;
  if (reply) progress = reply.progress;
  else if (!isShared) progress = readStoredProgress();
  notifyListeners(reply?.notice);
}

/**
 * @param {string} path
 * @param {object} [body] omitted to read the progress
 * @returns {Promise<{ progress: Progress, notice?: string } | undefined>}
 */
async function requestProgress(path = '', body = undefined) {
  try {
    const response = await callApi(`progress${path}`, body);
    return response.ok ? await response.json() : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Finds the page on which a milestone can be reached: this one, or else the
 * first that offers it.
 * @param {Milestone} milestone
 * @param {string} name
 */
async function findPage(milestone, name) {
  const pages = (await fetchOutline()).filter((page) =>
    milestone === 'read'
      ? pageSlug(page) === name
      : namesFor(milestone, page).some(([known]) => known === name),
  );
  const here = pageName(location.pathname, SITE_ROOT.pathname);
  return pages.find(({ page }) => page === here) ?? pages[0];
}

/**
 * Finds the hash of a text in a page's outline.
 * @param {Milestone} milestone
 * @param {string} name
 * @param {PageOutline | undefined} page
 */
function findHash(milestone, name, page) {
  if (!page) return undefined;
  if (milestone === 'read') return page.hash;
  return namesFor(milestone, page).find(([known]) => known === name)?.[1];
}

/**
 * @param {Exclude<Milestone, 'read'>} milestone
 * @param {PageOutline} page
 */
function namesFor(milestone, { listings, questions, tries, exercises }) {
  const names = {
    run: listings,
    predicted: questions,
    tried: tries,
    solved: exercises,
  };
  return names[milestone] ?? [];
}

/**
 * Merges two states; of two marks with one name, the later counts.
 * @param {Progress} ours
 * @param {Progress} theirs
 * @returns {Progress}
 */
export function mergeProgress(ours, theirs) {
  const merged = { ...theirs, ...ours };
  for (const milestone of MILESTONES) {
    const marks = { ...ours[milestone] };
    for (const [name, mark] of Object.entries(theirs[milestone] ?? {})) {
      if (!marks[name] || marks[name].at < mark.at) marks[name] = mark;
    }
    if (Object.keys(marks).length > 0) merged[milestone] = marks;
  }
  return merged;
}

/**
 * @param {string} text
 * @returns {Progress | string} the reason if the text is not progress
 */
export function parseProgress(text) {
  try {
    const value = JSON.parse(text);
    if (typeof value?.v !== 'number') return NO_PROGRESS_MESSAGE;
    if (value.v > FORMAT_VERSION) return NEWER_VERSION_MESSAGE;
    const isValid = MILESTONES.every((milestone) =>
      areProgressMarks(value[milestone] ?? {}),
    );
    return isValid ? /** @type {Progress} */ (value) : NO_PROGRESS_MESSAGE;
  } catch {
    return NO_PROGRESS_MESSAGE;
  }
}

/** @param {unknown} marks */
function areProgressMarks(marks) {
  if (typeof marks !== 'object' || Array.isArray(marks)) return false;
  return Object.values(marks ?? {}).every(
    (mark) => typeof mark?.hash === 'string' && Number.isInteger(mark?.at),
  );
}

/** @returns {Progress} */
function readStoredProgress() {
  try {
    const stored = parseProgress(localStorage.getItem(PROGRESS_KEY) ?? '');
    return typeof stored === 'string' ? { v: FORMAT_VERSION } : stored;
  } catch {
    return { v: FORMAT_VERSION };
  }
}

/** @param {Progress | undefined} value `undefined` to delete it */
function writeStoredProgress(value) {
  try {
    if (value) localStorage.setItem(PROGRESS_KEY, JSON.stringify(value));
    else localStorage.removeItem(PROGRESS_KEY);
  } catch {
    // Without storage, the progress lasts until the reader leaves the page.
  }
}
