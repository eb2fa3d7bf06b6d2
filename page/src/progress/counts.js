// How much of the book the reader has done. `cargo run -- progress` counts the
// same in a terminal (`crates/book/src/progress_count.rs`), and both are tested
// with `count-cases.json`.
import { isPageDone } from './done.js';
import { hasMilestone } from './progress.js';

/** @typedef {import('./progress.js').PageOutline} PageOutline */
/** @typedef {import('./progress.js').Milestone} Milestone */
/** @typedef {{ done: number, total: number, label: string }} Count */

/**
 * Counts what the book has of each kind, and how much of it is done. Kinds
 * that don't occur in the book are left out.
 * @param {PageOutline[]} pages
 * @returns {Count[]}
 */
export function countMilestones(pages) {
  /** @type {Count[]} */
  const counts = [
    {
      done: pages.filter(isPageDone).length,
      total: pages.length,
      label: 'pages done',
    },
    countNames(pages, 'run', 'listings', 'listings run'),
    countNames(pages, 'predicted', 'questions', 'questions answered'),
    countNames(pages, 'tried', 'tries', 'tasks tried'),
    countNames(pages, 'solved', 'exercises', 'exercises solved'),
  ];
  return counts.filter(({ total }) => total > 0);
}

/**
 * Counts each name once, on however many pages it is.
 * @param {PageOutline[]} pages
 * @param {Milestone} milestone
 * @param {'listings' | 'questions' | 'tries' | 'exercises'} kind
 * @param {string} label
 * @returns {Count}
 */
function countNames(pages, milestone, kind, label) {
  const names = [...new Map(pages.flatMap((page) => page[kind]))];
  const done = names.filter(([name, hash]) =>
    hasMilestone(milestone, name, hash),
  );
  return { done: done.length, total: names.length, label };
}
