// Code wider than the page scrolls within its block, by keyboard too.
import { expect, test } from './workbook.js';

test.use({ viewport: { width: 360, height: 740 } });

test('arrows scroll wide code and do not turn the page', async ({
  chapter,
}) => {
  const code = chapter.locator('pre > code[tabindex="0"]').first();
  await code.focus();
  const path = chapter.url();
  await chapter.keyboard.press('ArrowRight');
  await expect.poll(() => code.evaluate((c) => c.scrollLeft)).toBeGreaterThan(0);
  await chapter.keyboard.press('ArrowLeft');
  await expect.poll(() => code.evaluate((c) => c.scrollLeft)).toBe(0);
  expect(chapter.url()).toBe(path);
});

test('what scrolls has a name, and what does not takes no focus', async ({
  chapter,
}) => {
  for (const code of await chapter.locator('pre > code:visible').all()) {
    const wide = await code.evaluate((c) => c.scrollWidth > c.clientWidth);
    if (wide) await expect(code).toHaveAccessibleName(/scrolls sideways/);
    else await expect(code).not.toHaveAttribute('tabindex');
  }
});

test('elsewhere the arrows turn the page as ever', async ({ page }) => {
  await page.goto('/introduction.html');
  await page.keyboard.press('ArrowRight');
  await expect(page).not.toHaveURL(/introduction/);
});
