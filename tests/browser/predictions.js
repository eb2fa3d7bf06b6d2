// Questions of the book: where they are on a page, and the keys that answer
// them.
import { button, LISTING } from './fake.js';
import { expect } from './fixtures.js';
import { CHAPTER_PAGE } from './workbook.js';

/** @import { Locator, Page } from '@playwright/test' */
/** @import { Runner } from './fake.js' */

export const ORDER_QUESTION = 'taking_turns';
export const NUMBER_QUESTION = 'waiting_line';
export const CHOICE_QUESTION = 'thread_per_client';

/**
 * @param {Page} page
 * @param {string} name
 */
export function findQuestionCard(page, name) {
  return page.locator(`#listing-${name}`);
}

/** @param {Locator} card */
export function questionForm(card) {
  return card.locator('.predict');
}

/** @param {Locator} card */
export function answerFeedback(card) {
  return card.locator('.predict-feedback');
}

/** @param {Locator} card */
export function answerVerdict(card) {
  return card.locator('.predict-verdict');
}

/** @param {Locator} card */
export function mistakeReasons(card) {
  return card.locator('.predict-reasons p');
}

/**
 * Presses Tab until the element has the focus.
 * @param {Locator} target
 */
export async function tabTo(target) {
  const hasFocus = () =>
    target.evaluate((element) => element === document.activeElement);
  for (let i = 0; i < 20 && !(await hasFocus()); i += 1) {
    await target.page().keyboard.press('Tab');
  }
  await expect(target).toBeFocused();
}

/**
 * Focuses the card's first button, where the keyboard begins.
 * @param {Locator} card
 */
export async function focusFirstButton(card) {
  await button(card, 'Answer and replay').waitFor();
  await card.locator('.listing-copy').focus();
}

/** @param {Locator} target */
export async function tabToAndPress(target) {
  await tabTo(target);
  await target.page().keyboard.press('Enter');
}

/**
 * Skips every question of the page, which shows all answers.
 * @param {Page} page
 */
export async function skipQuestions(page) {
  const open = page.locator('.predict[data-state="asks"]');
  await expect(open.first()).toBeVisible();
  while ((await open.count()) > 0) {
    await open.first().getByRole('button', { name: 'Skip' }).click();
  }
}

/**
 * Expects that the card shows no result of a run, and offers no run.
 * @param {Locator} card
 */
export async function expectOpenQuestion(card) {
  await expect(questionForm(card).locator('fieldset')).toBeEnabled();
  await expect(answerFeedback(card)).toBeHidden();
  for (const name of ['Run', 'Replay', 'Playground', 'Ask me again']) {
    await expect(button(card, name)).toBeHidden();
  }
  const results =
    '.predict-answer, .predict-whys, .listing-output, .timeline-slot, ' +
    '.run-lines, .run-status';
  await expect(card.locator(results).locator('visible=true')).toHaveCount(0);
}

/**
 * Opens a page of the pretended runner with this question of the book.
 * @param {Runner} runner
 * @param {Page} page
 * @param {string} address
 * @param {string} name
 * @param {(html: string) => string} edit changes the form
 */
export async function openQuestion(
  runner,
  page,
  address,
  name,
  edit = (html) => html,
) {
  const html = await (await fetch(`${address}${CHAPTER_PAGE}.html`)).text();
  const section = html.slice(html.indexOf(`id="listing-${name}"`));
  const question = section.match(/<form class="predict".*?<\/form>/s)?.[0];
  if (!question) throw new Error(`there is no question about ${name}`);
  runner.edit = (html) =>
    html.replace(/<details class="listing-output"/, `${edit(question)}$&`);
  await page.reload();
  const card = findQuestionCard(page, LISTING);
  await questionForm(card)
    .getByRole('button', { name: /^Answer/ })
    .waitFor();
  return card;
}
