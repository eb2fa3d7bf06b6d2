// The button that copies a listing's command.
import { expect, test } from './workbook.js';

const COMMAND = 'cargo run --example two_waits';

test.use({ permissions: ['clipboard-read', 'clipboard-write'] });

/** @param {import('@playwright/test').Page} page */
function copyButton(page) {
  return page
    .locator('#listing-two_waits')
    .getByRole('button', { name: 'Copy the command' });
}

/** @param {import('@playwright/test').Page} page */
function clipboard(page) {
  return page.evaluate(() => navigator.clipboard.readText());
}

test('a card shows its title and its command', async ({ chapter }) => {
  const card = chapter.getByRole('region', {
    name: 'Listing two_waits',
    exact: true,
  });
  await expect(card.locator('.listing-title')).not.toBeEmpty();
  await expect(card.locator('.listing-command code')).toHaveText(COMMAND);
});

test('the button copies the command and says so', async ({ chapter }) => {
  await copyButton(chapter).click();
  expect(await clipboard(chapter)).toBe(COMMAND);
  await expect(chapter.getByRole('status')).toHaveText('Copied');
  await expect(chapter.getByRole('status')).toBeEmpty();
});

test('the keyboard copies too', async ({ chapter }) => {
  await copyButton(chapter).focus();
  await chapter.keyboard.press('Enter');
  await expect(chapter.getByRole('status')).toHaveText('Copied');
  expect(await clipboard(chapter)).toBe(COMMAND);
});

test('without permission the command is copied all the same', async ({
  chapter,
}) => {
  await chapter.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await copyButton(chapter).click();
  await expect(chapter.getByRole('status')).toHaveText('Copied');
  expect(await clipboard(chapter)).toBe(COMMAND);
});

test('where nothing can copy, the command is selected', async ({ chapter }) => {
  await chapter.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
    document.execCommand = () => false;
  });
  await copyButton(chapter).click();
  await expect(chapter.getByRole('status')).toContainText('by hand');
  expect(await chapter.evaluate(() => String(getSelection()))).toBe(COMMAND);
});
