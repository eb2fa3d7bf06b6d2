// Questions of the book: where they stand on a page, and the keys that
// answer them.
import { LISTING, button } from './fake.js';
import { expect } from './fixtures.js';
import { CHAPTER } from './workbook.js';

export const ORDER = 'taking_turns';
export const NUMBER = 'waiting_line';
export const CHOICE = 'thread_per_client';

export const asked = (page, name) => page.locator(`#listing-${name}`);
export const form = (card) => card.locator('.predict');
export const verdict = (card) => card.locator('.predict-verdict');
export const said = (card) => card.locator('.predict-said');
export const reasons = (card) => card.locator('.predict-reasons p');

/** Presses Tab until it has the focus. */
export async function tabTo(it) {
  const hasFocus = () => it.evaluate((e) => e === document.activeElement);
  for (let i = 0; i < 20 && !(await hasFocus()); i += 1) {
    await it.page().keyboard.press('Tab');
  }
  await expect(it).toBeFocused();
}

/** The keyboard begins at the card's first button. */
export async function enter(card) {
  await button(card, 'Answer and replay').waitFor();
  await card.locator('.listing-copy').focus();
}

export async function press(it) {
  await tabTo(it);
  await it.page().keyboard.press('Enter');
}

/** Nothing tells what the run does, and none is offered. */
export async function isOpen(card) {
  await expect(form(card).locator('fieldset')).toBeEnabled();
  await expect(verdict(card)).toBeHidden();
  for (const name of ['Run', 'Replay', 'Playground', 'Ask me again']) {
    await expect(button(card, name)).toBeHidden();
  }
  const answer =
    '.predict-answer, .predict-whys, .listing-output, .timeline-slot, ' +
    '.run-lines, .run-status';
  await expect(card.locator(answer).locator('visible=true')).toHaveCount(0);
}

/**
 * A page of the pretended runner with this question of the book.
 * @param {(html: string) => string} edit changes the form
 */
export async function ask(runner, page, address, name, edit = (html) => html) {
  const html = await (await fetch(`${address}${CHAPTER}.html`)).text();
  const section = html.slice(html.indexOf(`id="listing-${name}"`));
  const [question] = section.match(/<form class="predict".*?<\/form>/s);
  runner.edit = (html) =>
    html.replace(/<details class="listing-output"/, `${edit(question)}$&`);
  await page.reload();
  const card = asked(page, LISTING);
  await form(card).getByRole('button', { name: /^Answer/ }).waitFor();
  return card;
}
