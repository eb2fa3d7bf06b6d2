// @ts-check
// The exercises of a page: each becomes a card that edits and checks.
import { ExerciseCard } from './card.js';

/**
 * @param {HTMLElement[]} sections
 */
export async function mount(sections) {
  const cards = sections.map((section) => new ExerciseCard(section));
  const greeting = await Runner.greeted();
  for (const card of cards) card.begin(greeting !== undefined);
}
