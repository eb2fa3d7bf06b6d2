// Two tabs with the same listing: neither loses what was written in the other
// without a question.
import { expectAccessible } from './axe.js';
import { button, LISTING, openEditor } from './fake.js';
import { expect, test } from './fixtures.js';

/** @import { Page } from '@playwright/test' */

/**
 * Opens the listing's page in another tab.
 * @param {Page} page
 */
async function openOtherTab(page) {
  const other = await page.context().newPage();
  await other.goto(page.url());
  const card = other.locator(`#listing-${LISTING}`);
  await button(card, 'Run').waitFor();
  return card;
}

test('a change in another tab is offered', async ({ card, page }) => {
  const other = await openOtherTab(page);
  await openEditor(other);
  // No request is made for it.
  await page.context().setOffline(true);
  await other.page().keyboard.press('Control+Home');
  await other.page().keyboard.type('// there\n');
  const note = card.locator('.listing-note');
  await expect(note).toContainText('changed this code in another tab');
  await expectAccessible(page, '#listing-two_waits .listing-note');
  await page.context().setOffline(false);
  await button(card, 'Show that version').focus();
  await page.keyboard.press('Enter');
  await expect(card.getByRole('textbox')).toContainText('// there');
  await expect(card.getByRole('textbox')).toBeFocused();
  await other.page().close();
});

test('the own version can be kept, and the other tab is asked', async ({
  card,
  page,
}) => {
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('// here\n');
  const other = await openOtherTab(page);
  const otherCode = other.getByRole('textbox');
  await expect(otherCode).toContainText('// here');
  await otherCode.click();
  await other.page().keyboard.press('Control+Home');
  await other.page().keyboard.type('// there\n');
  await button(card, 'Keep this one').click();
  await expect(code).not.toContainText('// there');
  await expect(other.locator('.listing-note')).toContainText('another tab');
  await button(other, 'Show that version').click();
  await expect(otherCode).not.toContainText('// there');
  await expect(otherCode).toContainText('// here');

  // A reset there is offered here too.
  await button(other, 'Reset').click();
  await expect(card.locator('.listing-note')).toContainText('reset this code');
  await button(card, 'Show the original').click();
  await expect(card.getByRole('textbox')).toHaveCount(0);
  await other.page().close();
});
