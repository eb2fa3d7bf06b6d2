// A slim bar at the lower edge of narrow windows, where the sidebar is closed:
// the chapter, the section, which one of how many it is, and the pages before
// and after it.
import { createElement, createScreenReaderText } from '../dom/elements.js';
import { linkOfItem, pageTitleOf } from './contents.js';

export function addPageBar() {
  const entry = document.querySelector('#mdbook-sidebar a.active');
  const item = entry?.closest('li');
  if (!entry || !item) return;
  const before = document.querySelector('a[rel~="prev"]');
  const after = document.querySelector('a[rel~="next"]');
  document.body.append(
    createElement(
      'nav',
      { class: 'page-bar', 'aria-label': 'This page in the book' },
      createArrowLink(before, '‹', 'Previous page'),
      createElement('p', {}, ...describePosition(item, pageTitleOf(entry))),
      createArrowLink(after, '›', 'Next page'),
    ),
  );
  document.documentElement.classList.add('has-page-bar');
}

/** Returns the height of the bar, 0 in a window that has none. */
export function pageBarHeight() {
  /** @type {HTMLElement | null} */
  const bar = document.querySelector('.page-bar');
  return bar?.offsetHeight ?? 0;
}

/**
 * @param {HTMLLIElement} item the entry of this page
 * @param {string} title
 */
function describePosition(item, title) {
  const section = createElement('strong', {}, title);
  const parent = item.parentElement?.closest('li');
  const chapter = linkOfItem(parent);
  if (!chapter) return [section];
  const all = [...(item.parentElement?.children ?? [])].filter((child) =>
    linkOfItem(child),
  );
  const place = `${all.indexOf(item) + 1} of ${all.length}`;
  return [
    createElement('span', { class: 'page-bar-chapter' }, pageTitleOf(chapter)),
    section,
    createElement('span', { class: 'page-bar-count' }, place),
  ];
}

/**
 * @param {Element | null} link
 * @param {string} arrow
 * @param {string} label
 */
function createArrowLink(link, arrow, label) {
  if (!(link instanceof HTMLAnchorElement)) return createElement('span');
  return createElement(
    'a',
    { href: link.href },
    createElement('span', { 'aria-hidden': 'true' }, arrow),
    createScreenReaderText(label),
  );
}
