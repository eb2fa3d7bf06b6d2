// "Try it" tasks: a button makes the change in the listing's editor, and a
// run that does what the task says ticks it.

import { createButton, createElement } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';
import { findListingCard } from '../listing/listings.js';
import {
  hasMilestone,
  onProgress,
  recordMilestone,
} from '../progress/progress.js';
import { callApi, canRun } from '../runner/client.js';

/** @typedef {import('../listing/card.js').ListingCard} ListingCard */
/** @typedef {import('../listing/run-outcome.js').Outcome} Outcome */

/**
 * What the page knows of a task.
 * @typedef {object} Change
 * @property {string} text of the whole changed listing
 * @property {string[]} args
 */

const DONE_MESSAGE = 'Done: the run did what it should.';

export async function setUpTryTasks() {
  const sections = [...document.querySelectorAll('section.try[data-try]')];
  if (sections.length === 0) return;
  const hasRunner = await canRun();
  for (const section of sections) {
    if (section instanceof HTMLElement) setUpTask(section, hasRunner);
  }
}

/**
 * @param {HTMLElement} section
 * @param {boolean} hasRunner
 */
function setUpTask(section, hasRunner) {
  const { listing = '', try: task = '', hash = '' } = section.dataset;
  const change = readChange(section);
  const card = findListingCard(listing);
  const details = section.querySelector('details.try-change');
  if (!change || !(details instanceof HTMLDetailsElement)) return;
  const bar = createElement('div', { class: 'try-bar' });
  const done = createElement('p', { class: 'try-done', role: 'status' });
  // Only the workbook can pass arguments: a replay shows an earlier run, and
  // the Playground takes none.
  const canApply = hasRunner || (card?.canEdit && change.args.length === 0);
  if (card && canApply) {
    bar.append(
      createButton({
        label: createChangeLabel(change, card),
        onClick: () => applyChange(change, card),
      }),
    );
    section.dataset.hasButton = '';
  }
  bar.append(done);
  details.before(bar);
  onProgress(() => {
    const isDone = hasMilestone('tried', task, hash);
    done.replaceChildren(
      ...(isDone
        ? [
            createIcon('check', { class: 'predict-icon predict-icon-right' }),
            DONE_MESSAGE,
          ]
        : []),
    );
  });
  if (!hasRunner || !card) return;
  card.onOutcome(async (outcome, isChanged) => {
    const isAttempt = isChanged || outcome.args.length > 0;
    if (isAttempt && (await meetsTask(listing, task, outcome))) {
      recordMilestone('tried', task, hash);
    }
  });
}

/**
 * @param {HTMLElement} section
 * @returns {Change | undefined}
 */
function readChange(section) {
  const data = section.querySelector('script.try-data')?.textContent;
  return data ? JSON.parse(data) : undefined;
}

/**
 * @param {Change} change
 * @param {ListingCard} card
 */
function createChangeLabel({ text, args }, card) {
  const isSame = card.isOriginal(text);
  return isSame ? `Run it with ${args.join(' ')}` : 'Make this change';
}

/**
 * @param {Change} change
 * @param {ListingCard} card
 */
async function applyChange({ text, args }, card) {
  await card.openChangedText(text, args);
  if (!card.isOriginal(text)) return;
  card.run();
  card.revealRun();
}

/**
 * Whether the run is what the task expects, in the workbook's judgement.
 * @param {string} listing
 * @param {string} task
 * @param {Outcome} outcome
 */
async function meetsTask(listing, task, outcome) {
  try {
    const response = await callApi('try', { listing, task, outcome });
    return response.ok && (await response.json()).fits === true;
  } catch {
    return false;
  }
}
