// The end of a page: one place that says what comes next, and below it the
// footer with the versions of the page's runs.
import * as fs from 'node:fs';
import { expectAccessible, findAccessibilityFaults } from './axe.js';
import { button } from './fake.js';
import { boxOf, expect, expectNoOverflow, test } from './fixtures.js';
import { CHAPTER_FOLDER, REPOSITORY } from './sections.js';
import { ROOT } from './workbook.js';

/** @import { Page } from '@playwright/test' */

/** A page, and the recording of the only listing on it. */
const RECORDED_PAGE = 'ch06-locks/deadlock';
const RECORDING_PATH = 'listings/ch06-locks/deadlock.run.json';

/** This page ends with an open question, which hides its last paragraph. */
const QUESTION_PAGE = 'ch02-futures/await';

/** @param {Page} page */
const findFooter = (page) => page.locator('.page-footer');
/** @param {Page} page */
const findPageEnd = (page) =>
  page.getByRole('group', { name: 'Your progress' });
/**
 * The paragraphs that say what comes next, unless they are hidden or blurred.
 * @param {Page} page
 */
const findNextParagraphs = (page) =>
  page
    .locator('main p:not(.hidden-answer)')
    .filter({ hasText: /^Next:/, visible: true });

test('the footer names the versions with which the runs were recorded', async ({
  page,
  openPage,
}) => {
  await openPage(RECORDED_PAGE);
  const recording = fs.readFileSync(`${ROOT}/${RECORDING_PATH}`, 'utf8');
  const { book, tokio, rust } = JSON.parse(recording).versions;
  await expect(findFooter(page).getByRole('listitem')).toHaveText([
    `The Async Workbook ${book}`,
    `runs recorded with tokio ${tokio} and Rust ${rust}`,
    `source: src/${RECORDED_PAGE}.md`,
  ]);

  // It stands below the text, and a narrow window breaks its lines.
  await expect(findPageEnd(page)).toBeVisible();
  for (const width of [1900, 1280, 1024, 390, 320]) {
    await page.setViewportSize({ width, height: 740 });
    // The sidebar slides while the window gets narrower.
    await expect(async () => {
      const text = await boxOf(page.locator('main'));
      const box = await boxOf(findFooter(page));
      expect(box.x, `at ${width}`).toBeCloseTo(text.x, 0);
      expect(box.width, `at ${width}`).toBeCloseTo(text.width, 0);
    }).toPass();
    await expectNoOverflow(page.locator('html, .page-footer, .page-footer ul'));
  }

  await page.emulateMedia({ media: 'print' });
  await expect(findFooter(page)).toBeVisible();
  await expect(findPageEnd(page)).toBeHidden();
});

test('the footer of a public book leads to its source, by keyboard too', async ({
  page,
  sections,
}) => {
  await page.goto(`${sections.address}${CHAPTER_FOLDER}/deeper.html`);
  await expect(findPageEnd(page)).toBeVisible();
  await expectAccessible(page, '.page-footer');
  const links = findFooter(page).getByRole('link');
  const edit = links.filter({ hasText: 'Edit this page' });
  const report = links.filter({ hasText: 'Report a mistake' });
  const source = `src/${CHAPTER_FOLDER}/deeper.md`;
  await expect(edit).toHaveAttribute('href', `${REPOSITORY}/edit/${source}`);
  await expect(report).toHaveAttribute('href', `${REPOSITORY}/issues`);

  await findPageEnd(page).getByRole('link').last().focus();
  for (const link of [edit, report]) {
    await page.keyboard.press('Tab');
    await expect(link).toBeFocused();
    const outline = await link.evaluate(
      (a) => getComputedStyle(a).outlineStyle,
    );
    expect(outline).not.toBe('none');
  }
  await page.setViewportSize({ width: 360, height: 740 });
  const options = { only: ['target-size'], within: '.page-footer' };
  expect(await findAccessibilityFaults(page, options)).toEqual([]);
});

test('only one place on a page says what comes next', async ({
  page,
  openPage,
}) => {
  await openPage('ch04-tasks/spawn');
  await expect(findPageEnd(page)).toBeVisible();
  await expect(findNextParagraphs(page)).toHaveText([/how tasks differ from/]);

  await openPage('ch04-tasks/exercises');
  await expect(findPageEnd(page)).toBeVisible();
  await expect(findNextParagraphs(page)).toHaveText([
    /Cancellation and timeouts/,
  ]);
});

test('an open question leaves the end of the page usable', async ({
  page,
  openPage,
}) => {
  await openPage(QUESTION_PAGE);
  const link = findPageEnd(page).getByRole('link');
  await expect(link).toBeVisible();
  await expect(findNextParagraphs(page)).toHaveCount(1);
  // The page then looks for what is to be hidden once more.
  await page.evaluate(() => {
    location.hash = 'no-such-heading';
  });
  await expect(page.locator('.hidden-answer').last()).toBeVisible();
  await link.focus();
  await expect(link).toBeFocused();

  await button(page.locator('main'), 'Skip').click();
  await expect(page.locator('.hidden-answer')).toHaveCount(0);
  await expect(link).toBeHidden();
  await expect(findNextParagraphs(page)).toHaveText([/why writing .await/]);
});
