// Every page, in every theme, on a desk and on a phone: readable, operable,
// never wider than the screen, and nothing in it comes from elsewhere.
import { COLOUR, faults, thinOut } from './axe.js';
import { expect, test } from './fixtures.js';
import { CHAPTER, THEMES, allPages, chooseTheme } from './workbook.js';

const SMALLEST_PX = 13;

test('all pages can be read and used, in all themes', async ({
  page,
  address,
}) => {
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  for (const path of await allPages(page, address)) {
    await look(page, path);
    const figures = page.locator('figure svg:not([role="img"])');
    await expect(figures, path).toHaveCount(0);
    expect(await faults(page, { without: [COLOUR] }), path).toEqual([]);
    await thinOut(page);
    for (const theme of THEMES) {
      await chooseTheme(page, theme);
      const where = `${path} in ${theme}`;
      expect(await faults(page, { only: [COLOUR] }), where).toEqual([]);
    }
  }
  expect([...hosts]).toEqual([new URL(address).host]);

  await page.goto(`${address}introduction.html`);
  await page.keyboard.press('s');
  await page.keyboard.type('waiting');
  const first = page.locator('#mdbook-searchresults li').first();
  await expect(first).toBeVisible();
  expect(await faults(page)).toEqual([]);
});

test('all pages fit on a phone', async ({ page, address }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  for (const path of await allPages(page, address)) {
    await look(page, path);
    const only = ['scrollable-region-focusable', 'target-size'];
    expect(await faults(page, { only }), path).toEqual([]);
  }
});

/** Opens a page with all that is folded; nothing is too wide or too small. */
async function look(page, path) {
  await page.goto(path);
  await unfoldAll(page);
  expect(await overflow(page), path).toBe(0);
  const texts = await textsOfFigures(page);
  if (path.includes(CHAPTER)) expect(texts).not.toEqual([]);
  expect(texts.filter((text) => text.isOutside)).toEqual([]);
  for (const { text, size } of texts) {
    expect(size, text).toBeGreaterThanOrEqual(SMALLEST_PX - 0.01);
  }
}

/**
 * Opens all that is folded.
 * @param {import('@playwright/test').Page} page
 */
async function unfoldAll(page) {
  await page.evaluate(() => {
    const all = (selector) => document.querySelectorAll(selector);
    for (const button of all('.whole-program')) button.click();
    for (const details of all('main details')) details.open = true;
  });
}

/**
 * How far the page could be scrolled sideways; mdBook hides what is too wide
 * from the window in a box of its own.
 * @param {import('@playwright/test').Page} page
 */
function overflow(page) {
  const boxes = page.locator('html, body, .page, .content, main');
  return boxes.evaluateAll((all) =>
    Math.max(...all.map((box) => box.scrollWidth - box.clientWidth)),
  );
}

/**
 * Those that have room: narrow bars leave their labels out.
 * @param {import('@playwright/test').Page} page
 */
function textsOfFigures(page) {
  return page.locator('figure svg text:visible').evaluateAll((all) =>
    all.map((text) => {
      const scale = text.getScreenCTM().a;
      const { left, right } = text.getBoundingClientRect();
      const frame = text.closest('figure').getBoundingClientRect();
      return {
        text: text.textContent,
        size: parseFloat(getComputedStyle(text).fontSize) * scale,
        isOutside: left < frame.left - 1 || right > frame.right + 1,
      };
    }),
  );
}
