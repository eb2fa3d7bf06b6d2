// The bar of narrow windows: where in the book the reader is.
import { expectAccessible } from './axe.js';
import { boxOf, expect, test } from './fixtures.js';

for (const width of [1024, 390]) {
  test(`a bar names the place in the book, at ${width}`, async ({
    page,
    openPage,
  }) => {
    await openPage('ch04-tasks/spawn');
    const bar = page.getByRole('navigation', { name: 'This page in the book' });
    await expect(page.locator('.page-end')).toBeVisible();
    await expect(bar).toBeHidden();
    // The bar loads nothing, so it also appears offline.
    await page.context().setOffline(true);
    await page.setViewportSize({ width, height: 700 });
    await expect(bar).toBeInViewport();
    await expect(bar).toContainText(/\d+ of \d+/);
    const title = await page.locator('main h1').textContent();
    await expect(bar.locator('strong')).toHaveText(title ?? '');
    await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
    await expect(bar).toBeInViewport({ ratio: 1 });
    // The end of the page is above it.
    const end = await boxOf(page.locator('.page-end'));
    expect(end.y + end.height).toBeLessThanOrEqual((await boxOf(bar)).y);
    await expectAccessible(page, '.page-bar');
    await page.context().setOffline(false);
    await bar.getByRole('link', { name: 'Next page' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL('**/branches-and-tasks.html');
    await bar.getByRole('link', { name: 'Previous page' }).click();
    await page.waitForURL('**/spawn.html');
    await page.emulateMedia({ media: 'print' });
    await expect(bar).toBeHidden();
  });
}

test('a wide window shows the sidebar instead', async ({ page, openPage }) => {
  await openPage('ch04-tasks/spawn');
  await expect(page.locator('.page-end')).toBeVisible();
  await expect(page.locator('.page-bar')).toBeHidden();
});
