// A page that does not exist.
import { expect, test } from './workbook.js';

test('a page that does not exist says so and leads back', async ({ page }) => {
  const response = await page.goto('/deep/in/no-such-page.html');
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText('not found');
  await page.locator('.chapter a').first().click();
  await expect(page.getByRole('main')).not.toContainText('not found');
});
