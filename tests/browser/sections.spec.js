// Section pages: the list of sections, terms, tasks to try, and what an open
// question hides.
import { findAccessibilityFaults } from './axe.js';
import { button, endedEvent, openEditor, outEvent, started } from './fake.js';
import { boxOf, expect, test } from './fixtures.js';
import { CHAPTER_FOLDER } from './sections.js';
import { chooseTheme, THEMES } from './workbook.js';

/** @import { Page } from '@playwright/test' */

test.beforeEach(async ({ page, sections }) => {
  await page.goto(`${sections.address}${CHAPTER_FOLDER}/question.html`);
});

/** @param {Page} page */
const findHiddenAnswers = (page) => page.locator('main > .hidden-answer');
/** @param {Page} page */
const findTermLink = (page) => page.getByRole('link', { name: 'test term' });
/** @param {Page} page */
const findDefinition = (page) => page.getByRole('tooltip');

test('the first page lists the sections, and all stand on one page', async ({
  page,
  sections,
}) => {
  await page.goto(`${sections.address}${CHAPTER_FOLDER}/index.html`);
  const items = page.locator('.sections li');
  await expect(items).toHaveCount(2);
  await expect(items.first()).toContainText(/A question and a task \d+.min/);
  await expect(items.last()).toContainText('optional');
  await page.locator('.whole-chapter').getByRole('link').click();
  const titles = page.locator('main h1');
  await expect(titles).toHaveText([
    'Sections',
    'A question and a task',
    'Deeper',
  ]);
  await expect(page.getByText('You can skip this page')).toBeVisible();
  await expect(
    button(page.locator('#listing-two_waits'), 'Edit'),
  ).toBeVisible();
  expect(await findAccessibilityFaults(page)).toEqual([]);
});

test('a section without a listing is done when the reader says so', async ({
  page,
  sections,
}) => {
  await page.goto(`${sections.address}${CHAPTER_FOLDER}/deeper.html`);
  const entry = page.locator('.chapter-link-wrapper > a[href$="deeper.html"]');
  const end = page.getByRole('group', { name: 'Your progress here' });
  await expect(end).toContainText('Have you read this page?');
  await expect(entry).not.toHaveAccessibleName(/\(done\)$/);
  await button(end, 'Mark as done').click();
  await expect(entry).toHaveAccessibleName(/\(done\)$/);
  await expect
    .poll(() => Object.keys(sections.runner.progress.read ?? {}))
    .toEqual([`${CHAPTER_FOLDER}/deeper`]);
});

test('a term is defined for the pointer and the keyboard', async ({ page }) => {
  await findTermLink(page).hover();
  await expect(findDefinition(page)).toBeVisible();
  await expect(findDefinition(page)).toHaveText(
    /^A term that only the tests use/,
  );
  // The pointer may move to the definition.
  await findDefinition(page).hover();
  await page.waitForTimeout(400);
  await expect(findDefinition(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(findDefinition(page)).toBeHidden();

  await page.mouse.move(0, 0);
  await findTermLink(page).focus();
  await expect(findDefinition(page)).toBeVisible();
  await expect(findTermLink(page)).toHaveAccessibleDescription(
    /only the tests use/,
  );
  for (const theme of THEMES) {
    await chooseTheme(page, theme);
    await findTermLink(page).focus();
    await expect(findDefinition(page)).toBeVisible();
    expect(await findAccessibilityFaults(page), theme).toEqual([]);
  }
  await findTermLink(page).blur();
  await expect(findDefinition(page)).toBeHidden();
});

test('on a phone a definition fits, and is there offline', async ({
  page,
  sections,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${sections.address}${CHAPTER_FOLDER}/question.html`);
  await findTermLink(page).focus();
  await expect(findDefinition(page)).toBeVisible();
  await findTermLink(page).blur();
  await page.context().setOffline(true);
  await findTermLink(page).focus();
  await expect(findDefinition(page)).toBeVisible();
  const box = await boxOf(findDefinition(page));
  expect(box.x).toBeGreaterThanOrEqual(0);
  expect(box.x + box.width).toBeLessThanOrEqual(360);
});

test('a tap shows a definition, and the next one follows the link', async ({
  page,
}) => {
  const tapTerm = () =>
    findTermLink(page).evaluate((link) => {
      const type = { bubbles: true, pointerType: 'touch', cancelable: true };
      link.dispatchEvent(new PointerEvent('pointerdown', type));
      /** @type {HTMLElement} */ (link).click();
    });
  await tapTerm();
  await expect(findDefinition(page)).toBeVisible();
  await tapTerm();
  await page.waitForURL('**/glossary.html#zz-test-term');
});

test('an open question hides what follows up to the next heading', async ({
  page,
}) => {
  await expect(page.locator('.hidden-answer-note')).toBeVisible();
  await expect(findHiddenAnswers(page)).toHaveCount(1);
  await expect(findHiddenAnswers(page)).toContainText('The answer is');
  await expect(page.getByText('Free to read.')).toBeVisible();
  await expect(findHiddenAnswers(page)).toHaveAttribute('inert', '');
  expect(await findAccessibilityFaults(page)).toEqual([]);
  // The keyboard passes it by.
  await findHiddenAnswers(page)
    .locator('a')
    .evaluate((link) => link.focus());
  expect(await page.evaluate(() => document.activeElement?.tagName)).toBe(
    'BODY',
  );

  await button(page.locator('#listing-waiting_line'), 'Skip').click();
  await expect(findHiddenAnswers(page)).toHaveCount(0);
  await expect(page.locator('.hidden-answer-note')).toHaveCount(0);
  await expect(
    page.getByRole('link', { name: 'here', exact: true }),
  ).toBeVisible();
});

test('a second question under the same heading stays usable', async ({
  page,
}) => {
  const second = page.locator('#listing-thread_per_client');
  await expect(second.locator('.predict')).toBeVisible();
  await expect(findHiddenAnswers(page)).toHaveCount(1);
  await expect(second.locator('.listing-output')).toBeHidden();
  await button(second, 'Skip').focus();
  await page.keyboard.press('Enter');
  await expect(second.locator('.listing-output')).toBeVisible();
  // The first question is still open, and its answer is still hidden.
  await expect(findHiddenAnswers(page)).toHaveCount(1);
  await expect(findHiddenAnswers(page)).toContainText('The answer is');
});

test('an answered question folds to one line', async ({ page }) => {
  const card = page.locator('#listing-waiting_line');
  await card.getByRole('textbox').fill('2');
  await card.getByRole('button', { name: /^Answer/ }).click();
  await expect(findHiddenAnswers(page)).toHaveCount(0);
  await expect(card.locator('.predict-feedback')).toBeVisible();
  await page.reload();
  const line = card.getByRole('button', { name: /^Your prediction/ });
  await expect(line).toHaveAttribute('aria-expanded', 'false');
  await expect(card.locator('.predict-feedback')).toBeHidden();
  await expect(card.locator('legend')).toBeHidden();
  await line.click();
  await expect(line).toHaveAttribute('aria-expanded', 'true');
  await expect(card.locator('.predict-feedback')).toBeVisible();
  expect(await findAccessibilityFaults(page)).toEqual([]);
});

test('in print and after a search nothing is hidden', async ({
  page,
  sections,
}) => {
  await page.emulateMedia({ media: 'print' });
  const answer = page.getByText('The answer is');
  expect(
    await answer.evaluate((element) => getComputedStyle(element).filter),
  ).toBe('none');
  await expect(page.locator('.hidden-answer-note')).toBeHidden();
  await page.emulateMedia({ media: null });
  await page.goto(
    `${sections.address}${CHAPTER_FOLDER}/question.html?highlight=answer`,
  );
  await expect(
    button(page.locator('#listing-waiting_line'), 'Skip'),
  ).toBeVisible();
  await expect(findHiddenAnswers(page)).toHaveCount(0);
});

test('a task makes its change, and a run that fits ticks it', async ({
  page,
  sections,
}) => {
  const { runner } = sections;
  runner.program = async function* (job) {
    yield started();
    yield outEvent(1, job.source.includes('"ok"') ? 'ok\n' : 'hello\n');
    yield endedEvent(2);
  };
  runner.fits = ({ outcome }) => outcome?.stdout === 'ok\n';
  const task = page.locator('section.try');
  const card = page.locator('#listing-two_waits');
  const done = task.getByText('Done');

  // A run of the listing as it is proves nothing.
  await button(card, 'Run').click();
  await expect(card.locator('.run-status')).toHaveText(/^ended/);
  expect(runner.triedRuns).toEqual([]);

  await button(task, 'Make this change').click();
  const code = card.getByRole('textbox', { name: 'Code of listing' });
  await expect(code).toContainText('println!("ok");');
  await expect(card.getByText('changed by you')).toBeVisible();
  await expect(done).toHaveCount(0);
  await button(card, 'Run').click();
  await expect(done).toBeVisible();
  expect(runner.triedRuns.map(({ task }) => task)).toEqual(['two_waits']);
  expect(Object.keys(runner.progress.tried ?? {})).toEqual(['two_waits']);
  expect(await findAccessibilityFaults(page)).toEqual([]);
  await page.reload();
  await expect(done).toBeVisible();
});

test('a change of the reader is put aside for that of a task', async ({
  page,
}) => {
  const card = page.locator('#listing-two_waits');
  const code = await openEditor(card);
  await code.press('ControlOrMeta+Home');
  await code.pressSequentially('// mine\n');
  await button(page.locator('section.try'), 'Make this change').click();
  await expect(code).not.toContainText('// mine');
  await button(card, 'Reset').click();
  await button(card, 'Undo reset').click();
  await code.press('ControlOrMeta+Home');
  await expect(code).toContainText('println!("ok");');
});

test('without a runner the button shows the change', async ({
  page,
  sections,
}) => {
  sections.runner.exists = false;
  await page.reload();
  const task = page.locator('section.try');
  await task.getByRole('button').click();
  await expect(task.locator('.try-change')).toContainText('println!("ok");');
  expect(await findAccessibilityFaults(page)).toEqual([]);
});

test('a gap in a card says how many lines it has, and shows them', async ({
  page,
}) => {
  const card = page.locator('#listing-two_waits');
  const gap = card.locator('.listing-gap').first();
  const label = await gap.getAttribute('aria-label');
  expect(label).toMatch(/^\d+ lines?: show$/);
  const numbers = card.locator('.listing-lines');
  const countShownLines = async () =>
    ((await numbers.getAttribute('data-lines')) ?? '').split('\n').length;
  const before = await countShownLines();
  await gap.click();
  expect(await countShownLines()).toBe(
    before - 1 + Number.parseInt(label ?? '', 10),
  );
  await expect(card.locator('.whole-program')).toBeFocused();
});

test('an excerpt leads to the card of its listing', async ({ page }) => {
  const excerpt = page.locator('.excerpt');
  await expect(excerpt.locator('pre')).toBeVisible();
  await excerpt.getByRole('link', { name: 'two_waits' }).click();
  expect(page.url()).toContain('#listing-two_waits');
});
