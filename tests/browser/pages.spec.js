// Every page, in every theme, on a desk and on a phone: readable, operable,
// never wider than the screen, and nothing in it comes from elsewhere.
import {
  APPEARANCE_RULES,
  CONTENTS_SELECTOR,
  findAccessibilityFaults,
  findColourFaults,
} from './axe.js';
import { expect, test } from './fixtures.js';
import { FIGURE_PAGE, readPagePaths, SECTION_PAGE } from './workbook.js';

/** @import { Page } from '@playwright/test' */

const MIN_FONT_SIZE_PX = 13;
const PHONE_SIZE = { width: 360, height: 740 };

/** The frame around it is the same on all pages: one test looks at it. */
const CONTENT_SELECTOR = 'main';

// A page each, so that no test takes longer when the book grows.
for (const path of readPagePaths()) {
  test(`${path} can be read and used, in all themes and on a phone`, async ({
    page,
    address,
  }) => {
    const hosts = new Set();
    page.on('request', (request) => hosts.add(new URL(request.url()).host));
    await page.goto(`${address}${path}`);
    await unfoldAll(page);
    await checkLayout(page, path);
    const figures = page.locator('figure svg:not([role="img"])');
    await expect(figures).toHaveCount(0);
    await removeContents(page);
    await checkAccessibility(page, CONTENT_SELECTOR);
    expect(await findColourFaults(page)).toEqual([]);

    await page.setViewportSize(PHONE_SIZE);
    await page.reload();
    await unfoldAll(page);
    await checkLayout(page, path);
    await removeContents(page);
    await checkOnPhone(page, CONTENT_SELECTOR);
    expect([...hosts]).toEqual([new URL(address).host]);
  });
}

test('the frame around a page can be read and used', async ({
  page,
  address,
}) => {
  await page.goto(`${address}introduction.html`);
  await expect(page.locator(CONTENTS_SELECTOR)).toHaveCount(1);
  expect(await findColourFaults(page)).toEqual([]);
  await page.goto(`${address}${SECTION_PAGE}.html`);
  await checkAccessibility(page);
  expect(await findColourFaults(page)).toEqual([]);
  await page.setViewportSize(PHONE_SIZE);
  await page.reload();
  await checkOnPhone(page);
});

test('the contents have the pages that are tested', async ({
  page,
  address,
}) => {
  await page.goto(address);
  const links = page.locator('.chapter a[href]:not(.header-in-summary)');
  const urls = await links.evaluateAll((elements) =>
    elements.map((link) => /** @type {HTMLAnchorElement} */ (link).href),
  );
  const tested = readPagePaths().map((path) => `${address}${path}`);
  expect(tested).toEqual(expect.arrayContaining(urls));
});

test('search results can be read and used', async ({ page, address }) => {
  await page.goto(`${address}introduction.html`);
  await page.keyboard.press('s');
  await page.keyboard.type('waiting');
  const first = page.locator('#mdbook-searchresults li').first();
  await expect(first).toBeVisible();
  expect(await findAccessibilityFaults(page)).toEqual([]);
});

/**
 * Expects that nothing on a page is too wide or too small.
 * @param {Page} page
 * @param {string} path
 */
async function checkLayout(page, path) {
  expect(await measureOverflow(page), path).toBe(0);
  const texts = await readFigureTexts(page);
  if (path.includes(FIGURE_PAGE)) expect(texts).not.toEqual([]);
  expect(texts.filter((text) => text.isOutside)).toEqual([]);
  for (const { text, size } of texts) {
    expect(size, text).toBeGreaterThanOrEqual(MIN_FONT_SIZE_PX - 0.01);
  }
}

/**
 * @param {Page} page
 * @param {string} [within] all of the page without it
 */
async function checkAccessibility(page, within) {
  const faults = await findAccessibilityFaults(page, {
    without: APPEARANCE_RULES,
    within,
  });
  expect(faults).toEqual([]);
}

/**
 * @param {Page} page
 * @param {string} [within] all of the page without it
 */
async function checkOnPhone(page, within) {
  const only = ['scrollable-region-focusable', 'target-size'];
  // A region that scrolls can be focused once its width was measured.
  await expect
    .poll(() => findAccessibilityFaults(page, { only, within }))
    .toEqual([]);
}

/**
 * Takes the book's contents out of a page: they are the same on all pages, and
 * axe would look through them each time.
 * @param {Page} page
 */
async function removeContents(page) {
  await page.locator(CONTENTS_SELECTOR).evaluate((list) => list.remove());
}

/**
 * Opens everything that is folded.
 * @param {Page} page
 */
async function unfoldAll(page) {
  await page.evaluate(() => {
    /** @type {NodeListOf<HTMLElement>} */
    const buttons = document.querySelectorAll('.whole-program');
    for (const button of buttons) button.click();
    /** @type {NodeListOf<HTMLDetailsElement>} */
    const folds = document.querySelectorAll('main details');
    for (const details of folds) details.open = true;
  });
}

/**
 * How far the page could be scrolled sideways; mdBook hides what is too wide
 * from the window in a box of its own.
 * @param {Page} page
 */
function measureOverflow(page) {
  const scrollContainers = page.locator('html, body, .page, .content, main');
  return scrollContainers.evaluateAll((all) =>
    Math.max(...all.map((box) => box.scrollWidth - box.clientWidth)),
  );
}

/**
 * The labels of figures that are shown: narrow bars leave theirs out.
 * @param {Page} page
 */
function readFigureTexts(page) {
  return page.locator('figure svg text:visible').evaluateAll((all) =>
    all.map((text) => {
      const { a: scale } = /** @type {DOMMatrix} */ (
        /** @type {SVGTextElement} */ (text).getScreenCTM()
      );
      const { left, right } = text.getBoundingClientRect();
      const figure = /** @type {HTMLElement} */ (text.closest('figure'));
      const frame = figure.getBoundingClientRect();
      return {
        text: text.textContent,
        size: parseFloat(getComputedStyle(text).fontSize) * scale,
        isOutside: left < frame.left - 1 || right > frame.right + 1,
      };
    }),
  );
}
