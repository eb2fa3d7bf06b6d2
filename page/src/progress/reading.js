// Shows in the sidebar which pages are done and how many exercises are solved,
// and ends each page with what is left to do.
import { createElement, createScreenReaderText } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';
import { findContentsLink } from '../site/contents.js';
import { pageName, SITE_ROOT } from '../site/root.js';
import { isPageDone } from './done.js';
import { addPageEnd } from './page-end.js';
import { fetchOutline, hasMilestone, onProgress } from './progress.js';

/** @typedef {import('./progress.js').PageOutline} PageOutline */

export async function setUpPageProgress() {
  onProgress(drawSidebarMarks);
  const page = await findCurrentPage();
  if (page) addPageEnd(page);
}

/** Returns this page's outline, or `undefined` if it has none. */
async function findCurrentPage() {
  const name = pageName(location.pathname, SITE_ROOT.pathname);
  const pages = await fetchOutline();
  // The site's index is a copy of the first page.
  if (name === 'index.html') return pages[0];
  return pages.find(({ page }) => page === name);
}

async function drawSidebarMarks() {
  const pages = await fetchOutline();
  for (const page of pages) {
    const link = findContentsLink(new URL(page.page, SITE_ROOT).pathname);
    for (const progressMark of link?.querySelectorAll('.chapter-mark') ?? []) {
      progressMark.remove();
    }
    // The entry of a chapter's first page stands for the whole chapter.
    const isEntryDone = pagesOfEntry(page, pages).every(isPageDone);
    if (isEntryDone) link?.prepend(createTick());
    link?.append(...createSolvedMark(page, isEntryDone));
  }
}

/**
 * Returns a page, and if it's the first of a chapter, the other ones too.
 * @param {PageOutline} first
 * @param {PageOutline[]} pages
 */
function pagesOfEntry(first, pages) {
  const folder = first.page.replace(/(?<=\/)index\.html$/, '');
  if (folder === first.page) return [first];
  return pages.filter(({ page }) => page.startsWith(folder));
}

function createTick() {
  return createElement(
    'span',
    { class: 'chapter-mark chapter-done' },
    createIcon('check', { class: 'tick' }),
  );
}

/**
 * Shows how many exercises are solved; nothing if the reader has not begun.
 * @param {PageOutline} page
 * @param {boolean} isEntryDone
 */
function createSolvedMark({ exercises }, isEntryDone) {
  const solved = exercises.filter(([name, hash]) =>
    hasMilestone('solved', name, hash),
  ).length;
  if (!isEntryDone && solved === 0) return [];
  const progressMark = createElement('span', { class: 'chapter-mark' });
  const count = exercises.length;
  if (count > 0) {
    const figures = { 'aria-hidden': 'true' };
    progressMark.append(createElement('span', figures, `${solved}/${count}`));
  }
  const spoken = [
    isEntryDone ? 'done' : '',
    count > 0 ? `${solved} of ${count} exercises solved` : '',
  ];
  progressMark.append(
    createScreenReaderText(` (${spoken.filter(Boolean).join(', ')})`),
  );
  return [progressMark];
}
