// What is printed. Paper can't be clicked, so nothing is folded and no button
// is left. The page of the whole book is opened without scripts, because they
// would set up hundreds of listings, and what they change on paper is tested
// with a chapter. `tests/links.rs` checks its titles and links.
import { expect, test } from './fixtures.js';
import { CHAPTER_PAGE } from './workbook.js';

/** @import { Page } from '@playwright/test' */

/** What readers unfold on the screen, and the least number of it. */
const FOLDED_ON_SCREEN = [
  { selector: '.listing-output', leastCount: 5 },
  { selector: '.predict-answer', leastCount: 1 },
  { selector: '.predict fieldset', leastCount: 1 },
  { selector: '.try-change', leastCount: 3 },
  { selector: '.try-answer', leastCount: 3 },
  { selector: '.exercise-tests', leastCount: 3 },
  { selector: '.exercise-hint', leastCount: 6 },
];

/** These are buttons whose text paper needs: what is left out, and a title. */
const PRINTED_BUTTON_CLASSES = ['listing-gap', 'predict-fold'];

/**
 * Opens a page as a printer gets it.
 * @param {Page} page
 * @param {string} address
 */
async function openForPrinting(page, address) {
  await page.emulateMedia({ media: 'print' });
  await page.goto(address);
  // The last that a page sets up: then all cards have their buttons.
  await page.locator('.exercise .listing-toolbar').last().waitFor({
    state: 'attached',
  });
  await page.locator('.try-bar').last().waitFor({ state: 'attached' });
}

/**
 * The elements that show nothing of what they contain besides their summary.
 * @param {Page} page
 * @param {string} selector
 */
function findElementsWithoutVisibleContent(page, selector) {
  return page.locator(`main ${selector}`).evaluateAll((all) => {
    const isReadable = (/** @type {Element} */ element) =>
      element.checkVisibility() && element.getBoundingClientRect().height > 0;
    const unreadable = all.filter((element) => {
      const parts = [...element.children].filter(
        (part) => !part.matches('summary, script, :empty'),
      );
      return !parts.some(isReadable);
    });
    const names = unreadable.map((element) => {
      const card = element.closest('section');
      return `${card?.id} ${element.className}`;
    });
    return { count: all.length, names };
  });
}

/**
 * The texts of the buttons that would be printed.
 * @param {Page} page
 */
function findPrintedButtons(page) {
  return page.locator('button').evaluateAll(
    (all, names) =>
      all
        .filter((button) => !names.some((n) => button.classList.contains(n)))
        .filter((button) =>
          // Some buttons are transparent until the pointer is there.
          button.checkVisibility({
            opacityProperty: true,
            visibilityProperty: true,
          }),
        )
        .map((button) => button.outerHTML.slice(0, 120)),
    PRINTED_BUTTON_CLASSES,
  );
}

/** @param {Page} page */
async function checkPrintedPage(page) {
  for (const { selector, leastCount } of FOLDED_ON_SCREEN) {
    const { count, names } = await findElementsWithoutVisibleContent(
      page,
      selector,
    );
    expect(count, selector).toBeGreaterThanOrEqual(leastCount);
    expect(names).toEqual([]);
  }
  expect(await findPrintedButtons(page)).toEqual([]);
  const blurred = await page
    .locator('.hidden-answer')
    .evaluateAll((all) =>
      all.map((element) => getComputedStyle(element).filter),
    );
  expect(blurred.length).toBeGreaterThan(0);
  expect(new Set(blurred)).toEqual(new Set(['none']));
}

test('a chapter is printed with all that is folded', async ({
  page,
  address,
}) => {
  await openForPrinting(page, `${address}${CHAPTER_PAGE}.html`);
  await checkPrintedPage(page);
});

test('the whole book is printed with all that is folded', async ({
  browser,
  address,
}) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.emulateMedia({ media: 'print' });
  await page.goto(`${address}print.html`);
  for (const { selector, leastCount } of FOLDED_ON_SCREEN) {
    const { count, names } = await findElementsWithoutVisibleContent(
      page,
      selector,
    );
    // Each of the ten chapters has at least as much as the tested one needs.
    expect(count, selector).toBeGreaterThanOrEqual(10 * leastCount);
    expect(names).toEqual([]);
  }
  expect(await findPrintedButtons(page)).toEqual([]);
  const { content, paper } = await page.locator('main').evaluate((main) => ({
    content: main.scrollWidth,
    paper: document.documentElement.clientWidth,
  }));
  expect(content).toBeLessThanOrEqual(paper);
  await context.close();
});

test('a skipped question is printed with its answer', async ({
  page,
  address,
}) => {
  await page.goto(`${address}${CHAPTER_PAGE}.html`);
  await page.locator('.predict-actions').first().waitFor();
  const form = page.locator('form.predict').first();
  await form.getByRole('button', { name: 'Skip' }).click();
  await expect(form.locator('fieldset')).toBeHidden();
  await page.emulateMedia({ media: 'print' });
  await expect(form.locator('fieldset')).toBeVisible();
  await expect(form.locator('.predict-after')).toBeVisible();
});
