// A link to what comes after a solved exercise: the next one of the page that
// isn't solved, or the next page.
import { createElement } from '../dom/elements.js';
import { hasMilestone } from '../progress/progress.js';
import { findFollowingPage } from '../site/contents.js';

/**
 * Creates the link, or returns `undefined` at the end of the book.
 * @param {HTMLElement} solvedCard the card of the exercise
 */
export function createNextLink(solvedCard) {
  const next = findNextUnsolvedExercise(solvedCard) ?? findFollowingPage();
  if (!next) return undefined;
  const link = createElement('a', { href: next.href }, next.title);
  return createElement('p', { class: 'exercise-next' }, 'Next: ', link);
}

/**
 * Finds the first exercise after a card, or else of the page, that isn't
 * solved.
 * @param {HTMLElement} solvedCard
 */
function findNextUnsolvedExercise(solvedCard) {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll('section.exercise');
  const cards = [...all];
  const index = cards.indexOf(solvedCard);
  const next = [...cards.slice(index + 1), ...cards.slice(0, index)].find(
    ({ dataset: { exercise = '', hash = '' } }) =>
      !hasMilestone('solved', exercise, hash),
  );
  const title = next?.querySelector('.listing-title')?.textContent ?? '';
  return next && { href: `#${next.id}`, title };
}
