// The end of each page: what is still to be done on it, a button by which the
// reader says that it is done, and the next page.
import { createButton, createElement } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';
import { findFollowingPage } from '../site/contents.js';
import { countOpenWork, describeWork, isPageDone } from './done.js';
import { onProgress, pageSlug, recordMilestone } from './progress.js';

/** @typedef {import('./progress.js').PageOutline} PageOutline */

const NEXT_LABEL = 'Next:';

/** @param {PageOutline} page */
export function addPageEnd(page) {
  const main = document.querySelector('main');
  // The start page leads elsewhere.
  if (!main || main.querySelector('.start')) return;
  const status = createElement('p', { class: 'page-end-status' });
  const button = createButton({
    label: 'Mark as done',
    onClick: async () => {
      await recordMilestone('read', pageSlug(page), page.hash);
      status.focus();
    },
  });
  status.tabIndex = -1;
  const box = createElement(
    'div',
    { class: 'page-end', role: 'group', 'aria-label': 'Your progress here' },
    status,
    button,
  );
  markNextParagraph(main);
  const next = createNextLink();
  if (next) box.append(next);
  main.append(box);
  onProgress(() => {
    const isDone = isPageDone(page);
    box.classList.toggle('is-done', isDone);
    button.hidden = isDone;
    status.replaceChildren(...describePageStatus(page, isDone));
  });
}

/**
 * @param {PageOutline} page
 * @param {boolean} isDone
 */
function describePageStatus(page, isDone) {
  if (isDone) {
    return [createIcon('check', { class: 'tick' }), ' This page is done.'];
  }
  const work = describeWork(countOpenWork(page));
  return [work ? `Still to do here: ${work}.` : 'Have you read this page?'];
}

/**
 * Marks the paragraph in which the author says what comes next. The styles
 * show the link to the next page only where there is no such paragraph, or
 * where an open question hides it.
 * @param {Element} main
 */
function markNextParagraph(main) {
  const paragraphs = [...main.querySelectorAll(':scope > p')];
  paragraphs
    .findLast(({ textContent }) => textContent?.startsWith(NEXT_LABEL))
    ?.classList.add('next-page');
}

/** Creates a link to the next page, if there is one. */
function createNextLink() {
  const next = findFollowingPage();
  return (
    next &&
    createElement(
      'p',
      { class: 'page-end-next' },
      `${NEXT_LABEL} `,
      createElement('a', { href: next.href }, next.title),
    )
  );
}
