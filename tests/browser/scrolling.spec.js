// Code wider than the page scrolls within its block, by keyboard too.
import { expect, test } from './fixtures.js';
import { CHAPTER } from './workbook.js';

test('arrows scroll wide code, and elsewhere turn the page', async ({
  page,
  address,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${address}${CHAPTER}.html`);
  const blocks = await page.locator('pre > code:visible').all();
  expect(blocks.length).toBeGreaterThan(1);
  for (const code of blocks) {
    const wide = await code.evaluate((c) => c.scrollWidth > c.clientWidth);
    if (wide) await expect(code).toHaveAccessibleName(/scrolls sideways/);
    else await expect(code).not.toHaveAttribute('tabindex');
  }

  const code = page.locator('pre > code[tabindex="0"]').first();
  await code.focus();
  const path = page.url();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => code.evaluate((c) => c.scrollLeft)).toBeGreaterThan(0);
  await expect(async () => {
    await page.keyboard.press('ArrowLeft');
    expect(await code.evaluate((c) => c.scrollLeft)).toBe(0);
  }).toPass();
  expect(page.url()).toBe(path);

  await code.evaluate((c) => c.blur());
  await page.keyboard.press('ArrowLeft');
  await expect(page).not.toHaveURL(path);
});
