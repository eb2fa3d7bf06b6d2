// Code wider than the page scrolls within its block, by keyboard too.
import { expect, test } from './fixtures.js';
import { CHAPTER_PAGE } from './workbook.js';

test('arrows scroll wide code, and elsewhere turn the page', async ({
  page,
  address,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${address}${CHAPTER_PAGE}.html`);
  // The page's observer follows each change of size a little later.
  await expect(async () => {
    const blocks = await page.locator('pre > code:visible').evaluateAll((all) =>
      all.map((code) => ({
        isWide: code.scrollWidth > code.clientWidth,
        takesFocus: code.tabIndex === 0,
        name: code.getAttribute('aria-label') ?? '',
      })),
    );
    expect(blocks.some(({ isWide }) => isWide)).toBe(true);
    for (const { isWide, takesFocus, name } of blocks) {
      expect(takesFocus).toBe(isWide);
      expect(name.includes('scrolls sideways')).toBe(isWide);
    }
  }).toPass();

  const code = page.locator('pre > code[tabindex="0"]').first();
  await expect(code).toHaveAccessibleName(/scrolls sideways/);
  await code.focus();
  const path = page.url();
  await page.keyboard.press('ArrowRight');
  await expect
    .poll(() => code.evaluate((c) => c.scrollLeft))
    .toBeGreaterThan(0);
  await expect(async () => {
    await page.keyboard.press('ArrowLeft');
    expect(await code.evaluate((c) => c.scrollLeft)).toBe(0);
  }).toPass();
  expect(page.url()).toBe(path);

  await code.evaluate((c) => c.blur());
  await page.keyboard.press('ArrowLeft');
  await expect(page).not.toHaveURL(path);
});
