// Code wider than the page scrolls within its block, by keyboard too, and
// nothing covers what the keyboard focuses.
import { expect, test } from './fixtures.js';
import { CHAPTER_PAGE, SECTION_PAGE } from './workbook.js';

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

test('the menu bar covers nothing that the keyboard goes back to', async ({
  page,
  address,
}) => {
  // As a window of 1280 by 800 at a zoom of 200 %.
  await page.setViewportSize({ width: 640, height: 400 });
  await page.goto(`${address}${SECTION_PAGE}.html`);
  await page.locator('.page-end button').focus();
  let barCount = 0;
  for (let step = 0; step < 30; step += 1) {
    await page.keyboard.press('Shift+Tab');
    const { isCovered, hasBar, name } = await page.evaluate(async () => {
      // The menu bar follows the scrolling.
      for (let frame = 0; frame < 3; frame += 1) {
        await new Promise(requestAnimationFrame);
      }
      const focused = /** @type {Element} */ (document.activeElement);
      const bar = document.getElementById('mdbook-menu-bar');
      const { bottom } = /** @type {Element} */ (bar).getBoundingClientRect();
      const { top, height } = focused.getBoundingClientRect();
      // Code may be higher than the window.
      const isLow = height < innerHeight / 2;
      return {
        isCovered: isLow && !bar?.contains(focused) && top < bottom - 1,
        hasBar: bottom > 1,
        name: focused.outerHTML.slice(0, 80),
      };
    });
    expect(isCovered, name).toBe(false);
    barCount += Number(hasBar);
  }
  expect(barCount).toBeGreaterThan(0);
});
