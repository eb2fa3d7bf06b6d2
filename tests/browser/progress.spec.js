// What the reader has done: noted, marked in the contents, summed up on the
// start page, taken along and begun anew.
import * as fs from 'node:fs';
import { findAccessibilityFaults } from './axe.js';
import { EXERCISE, openExercise, solvedCheckEvents } from './exercises.js';
import {
  button,
  endedEvent,
  errorDiagnostic,
  LISTING,
  started,
  status,
  verdictEvent,
} from './fake.js';
import { expect, test } from './fixtures.js';
import { CHOICE_QUESTION, NUMBER_QUESTION } from './predictions.js';
import { CHAPTER_PAGE, EXERCISES_PAGE, SECTION_PAGE } from './workbook.js';

/** @import { Page } from '@playwright/test' */
/** @import { FakeSite } from './fake.js' */

/**
 * The link in the contents to the chapter's exercises.
 * @param {Page} page
 */
function findExercisesLink(page) {
  return page.locator(
    `.chapter-link-wrapper > a[href$="${EXERCISES_PAGE}.html"]`,
  );
}

/** @param {Page} page */
const readLocalProgress = (page) =>
  page.evaluate(() =>
    JSON.parse(localStorage.getItem('workbook-progress') ?? 'null'),
  );

/**
 * Opens the whole introduction.
 * @param {Page} page
 * @param {FakeSite} fake
 */
async function openStartPage(page, fake) {
  fake.runner.cards = undefined;
  await page.goto(`${fake.address}introduction.html`);
  const start = page.getByRole('group', { name: 'Your progress' });
  await expect(start.getByRole('listitem')).not.toHaveCount(0);
  return start;
}

test('a run counts when it has ended, a text that fails does not', async ({
  card,
  runner,
}) => {
  runner.program = async function* () {
    yield { event: 'diagnostic', ...errorDiagnostic(4, 'no') };
    yield endedEvent(null, null, 'not-compiled', 'It does not compile.');
  };
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText('It does not compile.');
  expect(runner.progress.run).toBeUndefined();
  runner.program = async function* () {
    yield started();
    yield endedEvent(7);
  };
  await button(card, 'Run').click();
  await expect
    .poll(() => runner.progress.run?.[LISTING]?.hash)
    .toMatch(/^[0-9a-f]{32}$/);
  // On a site that keeps it, the browser keeps nothing.
  expect(await readLocalProgress(card.page())).toBeNull();
});

test('an answered question counts, a skipped one does not', async ({
  page,
  fake,
  runner,
}) => {
  // The first question hides the second until it is answered or skipped.
  runner.cards = [`listing-${NUMBER_QUESTION}`, `listing-${CHOICE_QUESTION}`];
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  await button(page.locator(`#listing-${NUMBER_QUESTION}`), 'Skip').click();
  const card = page.locator(`#listing-${CHOICE_QUESTION}`);
  await card.getByRole('radio').first().check();
  await card.getByRole('button', { name: /^Answer/ }).click();
  const readPredicted = () => Object.keys(runner.progress.predicted ?? {});
  await expect.poll(readPredicted).toEqual([CHOICE_QUESTION]);
});

test('the contents tell what is done and solved, in words too', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = solvedCheckEvents;
  const card = await openExercise(page, fake);
  const end = page.getByRole('group', { name: 'Your progress here' });
  await expect(end).toContainText('Still to do here: solve 4 exercises.');
  await button(card, 'Check').press('Enter');
  await expect(findExercisesLink(page)).toHaveAccessibleName(
    /1 of 4 exercises solved\)$/,
  );
  await expect(end).toContainText('solve 3 exercises');
  await expect(findExercisesLink(page).locator('.tick')).toHaveCount(0);
  // The next step stands where the reader is.
  await expect(card.locator('.exercise-next').getByRole('link')).toBeVisible();

  // Scrolling to the end does nothing.
  await page.keyboard.press('End');
  await page.waitForTimeout(300);
  expect(runner.progress.read).toBeUndefined();
  await button(end, 'Mark as done').press('Enter');
  await expect(end.getByText('This page is done.')).toBeFocused();
  await expect(findExercisesLink(page)).toHaveAccessibleName(
    /Exercises.* \(done, 1 of 4 exercises solved\)$/,
  );
  await expect(findExercisesLink(page).locator('.tick')).toBeVisible();
  expect(await findAccessibilityFaults(page, { within: '.page-end' })).toEqual(
    [],
  );

  // Another page or the terminal has done more.
  runner.progress = { v: 1, solved: { ...runner.progress.solved } };
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange')),
  );
  await expect(findExercisesLink(page)).toHaveAccessibleName(
    /\(1 of 4 exercises solved\)$/,
  );
});

test('a page is done when its listings were run and its questions answered', async ({
  page,
  fake,
  runner,
}) => {
  // A page with one listing and its question.
  runner.cards = [`listing-${CHOICE_QUESTION}`];
  const outline = await (await fetch(`${fake.address}outline.json`)).json();
  const home = outline.find(
    (/** @type {{ questions: [string, string][] }} */ { questions }) =>
      questions.some(([name]) => name === CHOICE_QUESTION),
  );
  const others = home.listings.filter(
    (/** @type {[string, string]} */ [name]) => name !== CHOICE_QUESTION,
  );
  const createMilestone = (/** @type {[string, string]} */ [name, hash]) => [
    name,
    { hash, at: 1 },
  ];
  runner.progress = {
    v: 1,
    run: Object.fromEntries(others.map(createMilestone)),
  };
  await page.goto(`${fake.address}${home.page}`);
  const end = page.getByRole('group', { name: 'Your progress here' });
  await expect(end).toContainText('run 1 listing and answer 1 question');
  const card = page.locator(`#listing-${CHOICE_QUESTION}`);
  await card.getByRole('radio').first().check();
  await card.getByRole('button', { name: /^Answer/ }).click();
  await expect(end).toContainText('This page is done.');
  await expect(button(end, 'Mark as done')).toHaveCount(0);
  expect(runner.progress.read).toBeUndefined();
});

test('what is done for another text is asked again', async ({
  page,
  fake,
  runner,
}) => {
  const mark = { hash: '0123456789abcdef'.repeat(2), at: 5 };
  runner.progress = { v: 1, solved: { [EXERCISE]: mark } };
  runner.exercise = async function* () {
    yield verdictEvent('failed', 'Its test fails.');
  };
  const card = await openExercise(page, fake);
  await button(card, 'Check').click();
  await expect(status(card)).toHaveText('Its test fails.');
  await expect(card.locator('.exercise-solved')).toHaveCount(0);
  expect(runner.progress.solved?.[EXERCISE]).toEqual(mark);
});

test('what an older workbook has marked, with a short hash, counts', async ({
  page,
  fake,
  runner,
}) => {
  const mark = { hash: '0123456789abcdef', at: 5 };
  runner.progress = { v: 1, solved: { [EXERCISE]: mark } };
  // Scrolling has made this one.
  runner.progress.read = { [EXERCISES_PAGE]: mark };
  const card = await openExercise(page, fake);
  await expect(card.locator('.exercise-solved')).toHaveCount(1);
  const end = page.getByRole('group', { name: 'Your progress here' });
  await expect(button(end, 'Mark as done')).toBeVisible();
});

test('the start page continues where the reader worked last', async ({
  page,
  fake,
  runner,
}) => {
  expect(runner.progress).toEqual({ v: 1 });
  const start = await openStartPage(page, fake);
  await expect(start.getByRole('link')).toHaveText(/^Begin with/);
  await expect(start.getByRole('listitem').last()).toHaveText(
    /^0 of \d+ exercises solved$/,
  );
  await start.getByRole('link').press('Enter');
  await page.waitForURL('**/ch00-timelines/index.html');

  // A visit, as by search, moves nothing; work does.
  await page.goto(`${fake.address}ch04-tasks/spawn.html?highlight=spawn`);
  await page.goto(`${fake.address}introduction.html`);
  await expect(start.getByRole('link')).toHaveText(/^Begin with/);
  runner.cards = ['listing-client'];
  await page.goto(`${fake.address}${SECTION_PAGE}.html`);
  await page.evaluate(() => localStorage.clear());
  const end = page.getByRole('group', { name: 'Your progress here' });
  await button(end, 'Mark as done').click();
  await expect(end.getByText('This page is done.')).toBeVisible();
  runner.cards = undefined;
  await page.goto(`${fake.address}introduction.html`);
  const outline = await (await fetch(`${fake.address}outline.json`)).json();
  const index = outline.findIndex(
    (/** @type {{ page: string }} */ entry) =>
      entry.page === `${SECTION_PAGE}.html`,
  );
  await expect(start.getByRole('link')).toHaveText(
    `Continue with ${outline[index + 1].title}`,
  );
});

test('all pages of the book can be done', async ({ page, fake, runner }) => {
  /** @type {{ page: string, hash: string }[]} */
  const outline = await (await fetch(`${fake.address}outline.json`)).json();
  // The first page is the start page, which offers nothing to do.
  expect(outline[0].page).toBe('introduction.html');
  const pages = outline.slice(1);
  const marks = pages.map(({ page, hash }) => [
    page.replace(/\.html$/, ''),
    { hash, at: 1 },
  ]);
  runner.progress = { v: 1, read: Object.fromEntries(marks.slice(1)) };
  const start = await openStartPage(page, fake);
  const count = start.getByRole('listitem').first();
  const total = pages.length;
  await expect(count).toHaveText(`${total - 1} of ${total} pages done`);
  await expect(start.getByRole('link')).toHaveText(/^Continue with/);
  runner.progress = { v: 1, read: Object.fromEntries(marks) };
  await page.reload();
  await expect(count).toHaveText(`${total} of ${total} pages done`);
});

test('progress is exported, begun anew, undone and imported', async ({
  page,
  fake,
  runner,
}) => {
  const solved = { other: { hash: 'aa', at: 5 } };
  runner.progress = { v: 1, solved };
  const start = await openStartPage(page, fake);
  const coming = page.waitForEvent('download');
  await button(start, 'Export').press('Enter');
  const file = await (await coming).path();
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({ v: 1, solved });

  await button(start, 'Reset').press('Enter');
  await button(start, 'Cancel').press('Enter');
  expect(runner.progress.solved).toEqual(solved);
  await page.keyboard.press('Enter');
  await button(start, 'Forget it').press('Enter');
  await expect(start.getByText('was reset')).toBeVisible();
  expect(runner.progress).toEqual({ v: 1 });
  await button(start, 'Undo').press('Enter');
  await expect.poll(() => runner.progress.solved).toEqual(solved);

  runner.progress = { v: 1 };
  const chooser = page.waitForEvent('filechooser');
  await button(start, 'Import').press('Enter');
  await (await chooser).setFiles(file);
  await expect(start.getByText('was added to yours')).toBeVisible();
  expect(runner.progress.solved).toEqual(solved);
  const wrong = { name: 'a.json', mimeType: 'text/plain' };
  await start.locator('input').setInputFiles({
    ...wrong,
    buffer: Buffer.from('{"v": 1, "run": []}'),
  });
  await expect(start.getByText('holds no progress')).toBeVisible();
});

test('without a runner the browser keeps it, for all its pages', async ({
  browser,
  fake,
  runner,
}) => {
  runner.exists = false;
  const context = await browser.newContext({ reducedMotion: 'reduce' });
  const [page, other] = [await context.newPage(), await context.newPage()];
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  runner.cards = ['listing-one_question'];
  await other.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  const card = page.locator(`#listing-${LISTING}`);
  await button(card, 'Replay').click();
  await expect(status(card)).toContainText('exit 0');
  const readRunListings = async () =>
    Object.keys((await readLocalProgress(page))?.run ?? {});
  await expect.poll(readRunListings).toEqual([LISTING]);
  // The other page has loaded before that, and takes nothing away.
  await button(other.locator('#listing-one_question'), 'Replay').click();
  await expect.poll(readRunListings).toEqual([LISTING, 'one_question']);

  // A workbook that serves these pages later takes it over.
  runner.exists = true;
  await page.reload();
  await expect
    .poll(() => Object.keys(runner.progress.run ?? {}))
    .toEqual([LISTING, 'one_question']);
  await expect.poll(() => readLocalProgress(page)).toBeNull();
  await context.close();
});
