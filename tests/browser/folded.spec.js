// What a listing prints and its asyncio twin lie folded below the code.
import { expect, test } from './workbook.js';

test('output and twin are folded at first', async ({ chapter }) => {
  const card = chapter.locator('#listing-two_waits');
  await expect(card.getByText('What it prints')).toBeVisible();
  await expect(card.getByText('The same in Python')).toBeVisible();
  await expect(card.locator('.listing-output pre')).toBeHidden();
  await expect(card.locator('.listing-twin pre')).toBeHidden();
});

test('a click unfolds what a listing prints', async ({ chapter }) => {
  const card = chapter.locator('#listing-two_waits');
  await card.getByText('What it prints').click();
  await expect(card.locator('.listing-output pre')).toContainText('3.50 s');
});

test('the keyboard unfolds the twin', async ({ chapter }) => {
  const card = chapter.locator('#listing-two_waits');
  await card.locator('.listing-twin summary').focus();
  await chapter.keyboard.press('Space');
  await expect(card.locator('.listing-twin pre')).toContainText('import time');
});

test('a broken listing says in words that it is one', async ({ chapter }) => {
  const broken = chapter.locator('.listing-broken').first();
  await expect(broken).toContainText('Does not compile');
  await broken.getByText('What the compiler says').click();
  await expect(broken.locator('.listing-output pre')).toContainText('error[E');
});
