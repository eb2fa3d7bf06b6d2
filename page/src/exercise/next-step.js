// What comes after an exercise that was solved: the next one of the page that
// isn't, or the next page.
import { createElement } from '../dom/elements.js';
import { nextPage } from '../progress/page-end.js';
import { hasMilestone } from '../progress/progress.js';

/** @param {HTMLElement} solved the card of the exercise */
export function createNextStep(solved) {
  const step = createElement('p', { class: 'exercise-next' });
  const next = findNextExercise(solved) ?? nextPage();
  if (next) {
    step.append('Next: ', createElement('a', { href: next.href }, next.title));
  }
  return step;
}

/**
 * Finds the first exercise after a card, or else of the page, that isn't
 * solved.
 * @param {HTMLElement} solved
 */
function findNextExercise(solved) {
  /** @type {NodeListOf<HTMLElement>} */
  const all = document.querySelectorAll('section.exercise');
  const cards = [...all];
  const index = cards.indexOf(solved);
  const next = [...cards.slice(index + 1), ...cards.slice(0, index)].find(
    ({ dataset: { exercise = '', hash = '' } }) =>
      !hasMilestone('solved', exercise, hash),
  );
  const title = next?.querySelector('.listing-title')?.textContent ?? '';
  return next && { href: `#${next.id}`, title };
}
