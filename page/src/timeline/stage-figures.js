// A drawn figure that follows a listing's timeline: each step of the run is
// at one stage of the event loop, and that stage is marked in the figure.

/** @typedef {import('./steps.js').Step} Step */
/** @typedef {'run' | 'look' | 'wake'} Stage */

/** Causes of a wake that the loop itself finds. */
const CAUSES_FOUND_BY_LOOP = ['timer', 'io'];

/**
 * What the loop does at a step. Before it wakes a task itself, no task is
 * ready: it looks at I/O and timers.
 * @param {Step[]} steps
 * @param {Step | undefined} step
 * @returns {Stage | undefined} nothing before the first and after the last
 */
export function loopStageAt(steps, step) {
  if (!step || step.kind === 'last') return undefined;
  if (isWakeFoundByLoop(step)) return 'wake';
  return isWakeFoundByLoop(steps[steps.indexOf(step) + 1]) ? 'look' : 'run';
}

/** @param {Step | undefined} step */
function isWakeFoundByLoop(step) {
  return (
    step?.kind === 'wake' && CAUSES_FOUND_BY_LOOP.includes(step.about?.cause)
  );
}

/**
 * Marks the stage in the figures that follow the listing which `within`
 * stands in.
 * @param {Element} within
 * @param {Stage | undefined} stage
 */
export function markStage(within, stage) {
  const name = within.closest('[data-listing]')?.getAttribute('data-listing');
  if (!name) return;
  const stages = `svg[data-follows="${CSS.escape(name)}"] [data-stage]`;
  for (const part of document.querySelectorAll(stages)) {
    part.classList.toggle('is-now', part.getAttribute('data-stage') === stage);
  }
}
