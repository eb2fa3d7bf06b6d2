// What readers write stays theirs: over a reload, a reset and a new edition.
import { button, LISTING, openEditor } from './fake.js';
import { expect, holdRequests, test } from './fixtures.js';

/** @import { Locator } from '@playwright/test' */

const READERS_LINE = '// mine';

/** @param {Locator} card */
async function addReadersLine(card) {
  const code = await openEditor(card);
  await card.page().keyboard.press('Control+Home');
  await card.page().keyboard.insertText(`${READERS_LINE}\n`);
  return code;
}

test('a draft comes back, and a reset can be undone', async ({
  card,
  page,
}) => {
  await addReadersLine(card);
  await page.reload();
  const code = card.getByRole('textbox');
  await expect(code).toContainText(READERS_LINE);
  await expect(card.getByText('changed by you')).toBeVisible();

  await button(card, 'Reset').click();
  await expect(code).toHaveCount(0);
  await expect(card.locator('pre').first()).toBeVisible();
  await expect(button(card, 'Undo reset')).toBeFocused();

  await page.reload();
  await expect(button(card, 'Edit')).toBeEnabled();
  await expect(code).toHaveCount(0);
  await button(card, 'Undo reset').click();
  await expect(code).toContainText(READERS_LINE);
  await expect(code).toBeFocused();
});

test('all listings are reset at once, and back again', async ({
  card,
  page,
}) => {
  await page.evaluate(() => {
    const draft = JSON.stringify({ text: 'elsewhere', base: '1' });
    localStorage.setItem('workbook-draft:elsewhere', draft);
  });
  const code = await addReadersLine(card);
  await expect(page.getByText('You have changed 2 listings')).toBeVisible();
  await page.getByRole('button', { name: 'Reset all' }).click();
  await expect(code).toHaveCount(0);
  const readDraftKeys = () =>
    page.evaluate(() =>
      Object.keys(localStorage).filter((k) => k.includes('draft')),
    );
  expect(await readDraftKeys()).toEqual([]);
  const undo = page.locator('.reset-all').getByRole('button', { name: 'Undo' });
  await expect(undo).toBeFocused();
  await undo.click();
  await expect(code).toContainText(READERS_LINE);
  expect(await readDraftKeys()).toHaveLength(2);
});

test('names that load late do not replace newer ones', async ({
  openPage,
  page,
}) => {
  await openPage('ch01-waiting/sequential');
  await addReadersLine(page.locator(`#listing-${LISTING}`));
  const releaseOutline = await holdRequests(page, '**/outline.json');
  await page.reload();
  const line = page.locator('.reset-all');
  await line.getByRole('button', { name: 'Reset all' }).click();
  await expect(line).toContainText('All listings are as the book has them.');
  releaseOutline();
  // The end of the page needs the outline too.
  await expect(page.locator('.page-end')).toBeVisible();
  await expect(line).not.toContainText(LISTING);
});

test('a new version of a listing takes nothing away', async ({
  card,
  runner,
  page,
}) => {
  const code = await addReadersLine(card);
  runner.edit = (html) => html.replaceAll('let city', 'NEWER');
  await page.reload();
  await expect(card.getByText('a newer version')).toBeVisible();
  await expect(code).toContainText(READERS_LINE);
  await button(card, 'Show the new one').click();
  await expect(card.locator('pre').first()).toContainText('NEWER');

  await button(card, 'Undo reset').click();
  await expect(code).toContainText(READERS_LINE);
  await page.reload();
  await button(card, 'Keep mine').click();
  await page.reload();
  await expect(code).toContainText(READERS_LINE);
  await expect(card.getByText('a newer version')).toHaveCount(0);
});

test('a browser that keeps nothing says so once', async ({ card, page }) => {
  await page.evaluate(() => {
    Storage.prototype.setItem = () => {
      throw new DOMException('full', 'QuotaExceededError');
    };
  });
  const code = await addReadersLine(card);
  await expect(card.getByText('This browser keeps no changes')).toBeVisible();
  await button(card, 'Reset').click();
  await expect(code).toHaveCount(0);
  await button(card, 'Undo reset').click();
  await expect(code).toContainText(READERS_LINE);
  await page.keyboard.type('more');
  await expect(card.getByText('This browser keeps no changes')).toHaveCount(0);
});
