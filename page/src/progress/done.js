// Whether a page is done: its listings were run, its questions answered and its
// exercises solved, or the reader has marked it. Scrolling does nothing.
import { hasMilestone, pageSlug } from './progress.js';

/** @typedef {import('./progress.js').PageOutline} PageOutline */

/** @typedef {{ listings: number, questions: number, exercises: number }} Work */

/** @param {PageOutline} page */
export function isPageDone(page) {
  return isMarkedDone(page) || (hasWork(page) && isWorkDone(page));
}

/**
 * Returns whether the reader has said that the page is done.
 * @param {PageOutline} page
 */
export function isMarkedDone(page) {
  return hasMilestone('read', pageSlug(page), page.hash);
}

/**
 * Returns whether there is anything to do on a page but to read it.
 * @param {PageOutline} page
 */
function hasWork({ listings, questions, exercises }) {
  return listings.length + questions.length + exercises.length > 0;
}

/** @param {PageOutline} page */
function isWorkDone(page) {
  return Object.values(countOpenWork(page)).every((count) => count === 0);
}

/**
 * Counts what is still to be done on a page.
 * @param {PageOutline} page
 * @returns {Work}
 */
export function countOpenWork({ listings, questions, exercises }) {
  const countOpen = (
    /** @type {import('./progress.js').Milestone} */ milestone,
    /** @type {[string, string][]} */ names,
  ) =>
    names.filter(([name, hash]) => !hasMilestone(milestone, name, hash)).length;
  return {
    listings: countOpen('run', listings),
    questions: countOpen('predicted', questions),
    exercises: countOpen('solved', exercises),
  };
}

/**
 * Says what is still to be done, such as 'run 2 listings and answer 1
 * question'.
 * @param {Work} work
 */
export function describeWork({ listings, questions, exercises }) {
  const parts = [
    listings > 0 ? `run ${formatCount(listings, 'listing')}` : '',
    questions > 0 ? `answer ${formatCount(questions, 'question')}` : '',
    exercises > 0 ? `solve ${formatCount(exercises, 'exercise')}` : '',
  ].filter(Boolean);
  const last = parts.pop() ?? '';
  return parts.length > 0 ? `${parts.join(', ')} and ${last}` : last;
}

/**
 * @param {number} number
 * @param {string} noun
 */
function formatCount(number, noun) {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}

/**
 * Finds where to continue: the page that was worked on last if it isn't done,
 * or the first one after it that isn't, or else the first of the book.
 * @template {{ page: string }} Page
 * @param {Page[]} pages in the order of the book
 * @param {string} lastWorked
 * @param {(page: Page) => boolean} isDone
 * @returns {Page | undefined}
 */
export function findNextPage(pages, lastWorked, isDone) {
  const startIndex = Math.max(
    pages.findIndex(({ page }) => page === lastWorked),
    0,
  );
  const inOrder = [...pages.slice(startIndex), ...pages.slice(0, startIndex)];
  return inOrder.find((page) => !isDone(page));
}
