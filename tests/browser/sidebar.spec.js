// mdBook's own parts: the sidebar without a mouse, and a page that is none.
import { expect, test } from './fixtures.js';

test('the keyboard closes and opens the sidebar', async ({
  page,
  address,
}) => {
  const response = await page.goto(`${address}deep/in/none.html`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText('There is no such page');

  const sidebar = page.locator('#mdbook-sidebar');
  const button = page.getByRole('button', { name: 'Toggle Table of Contents' });
  await expect(sidebar).toBeInViewport();
  await expect(button).toHaveAttribute('aria-expanded', 'true');

  await button.focus();
  await page.keyboard.press('Enter');
  await expect(sidebar).not.toBeInViewport();
  await expect(button).toHaveAttribute('aria-expanded', 'false');

  await page.keyboard.press('Enter');
  await expect(sidebar).toBeInViewport();
  await page.locator('.chapter a').first().click();
  await expect(page.getByRole('main')).not.toContainText('not found');
});
