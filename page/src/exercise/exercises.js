// Loads the scripts for the exercises of a page, if it has any.
import { canRun } from '../runner/client.js';

export async function setUpExercises() {
  /** @type {NodeListOf<HTMLElement>} */
  const sections = document.querySelectorAll('section.exercise');
  if (sections.length === 0) return;
  try {
    const { ExerciseCard } = await import('./card.js');
    const cards = [...sections].map((section) => new ExerciseCard(section));
    const canCheck = await canRun();
    for (const card of cards) card.activate(canCheck);
  } catch {
    // The code, the tests and the hints are readable without scripts.
    document.documentElement.classList.add('without-exercises');
  }
}
