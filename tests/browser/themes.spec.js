// Every page, in every theme: readable, operable, never wider than the screen.
import { AxeBuilder } from '@axe-core/playwright';
import { THEMES, allPages, chooseTheme, expect, test } from './workbook.js';

/** A phone's, and a desk's: there the sidebar is open. */
const WIDTHS = [360, 1280];

/** mdBook's first theme; what is no matter of colour is tested in it. */
const [FIRST, ...OTHERS] = THEMES;

/**
 * Opens all that is folded. Of code it leaves one token of each kind: the
 * others have the same colours, and axe looks at each for long.
 * @param {import('@playwright/test').Page} page
 */
async function unfoldAll(page) {
  await page.locator('.whole-program').evaluateAll((all) => {
    for (const button of all) button.click();
  });
  await page.locator('main details').evaluateAll((all) => {
    for (const details of all) details.open = true;
  });
  await page.locator('main pre code span').evaluateAll((all) => {
    const seen = new Set();
    for (const token of all) {
      const kind = `${token.parentElement?.className}/${token.className}`;
      if (seen.has(kind)) token.replaceWith(...token.childNodes);
      seen.add(kind);
    }
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
 * What axe finds serious or critical, by all its rules or by some.
 * @param {import('@playwright/test').Page} page
 * @param {string[]} [rules]
 */
async function faults(page, rules) {
  const axe = new AxeBuilder({ page });
  const { violations } = await (rules ? axe.withRules(rules) : axe).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, html: nodes.map((n) => n.html) }));
}

for (const width of WIDTHS) {
  test(`no page has a fault at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 800 });
    await chooseTheme(page, FIRST);
    for (const path of await allPages(page)) {
      await page.goto(path);
      await unfoldAll(page);
      expect(await overflow(page), path).toBe(0);
      expect(await faults(page), path).toEqual([]);
    }
  });
}

for (const theme of OTHERS) {
  test(`all pages can be read in ${theme}`, async ({ page }) => {
    await chooseTheme(page, theme);
    for (const path of await allPages(page)) {
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 800 });
        await page.goto(path);
        await unfoldAll(page);
        expect(await overflow(page), path).toBe(0);
      }
      await expect(page.locator('html')).toContainClass(theme);
      expect(await faults(page, ['color-contrast']), path).toEqual([]);
    }
  });
}

test('the search has no faults either', async ({ page }) => {
  await page.goto('/introduction.html');
  await page.keyboard.press('s');
  await page.keyboard.type('waiting');
  await expect(page.locator('#mdbook-searchresults li').first()).toBeVisible();
  expect(await faults(page)).toEqual([]);
});
