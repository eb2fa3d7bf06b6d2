// What the reader has done: noted, marked in the contents, summed up on the
// start page, taken along and begun anew.
import * as fs from 'node:fs';
import { EXERCISE, openExercise, solving } from './exercises.js';
import { LISTING, button, problem, started, status } from './fake.js';
import { ended, verdict } from './fake.js';
import { expect, test } from './fixtures.js';
import { CHOICE, NUMBER } from './predictions.js';
import { CHAPTER } from './workbook.js';

/** The chapter's link in the contents. */
function entry(page) {
  return page.locator(`.chapter-link-wrapper > a[href$="${CHAPTER}.html"]`);
}

const local = (page) =>
  page.evaluate(() => JSON.parse(localStorage.getItem('workbook-progress')));

/** The introduction, whole. */
async function openStart(page, fake) {
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
    yield { event: 'diagnostic', ...problem(4, 'no') };
    yield ended(null, null, 'not-compiled', 'It does not compile.');
  };
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText('It does not compile.');
  expect(runner.progress.run).toBeUndefined();
  runner.program = async function* () {
    yield started();
    yield ended(7);
  };
  await button(card, 'Run').click();
  await expect.poll(() => runner.progress.run?.[LISTING]?.hash).toMatch(
    /^[0-9a-f]{16}$/,
  );
  // On a site that keeps it, the browser keeps nothing.
  expect(await local(card.page())).toBeNull();
});

test('an answered question counts, a skipped one does not', async ({
  page,
  fake,
  runner,
}) => {
  runner.cards = [`listing-${CHOICE}`, `listing-${NUMBER}`];
  await page.goto(`${fake.address}${CHAPTER}.html`);
  await button(page.locator(`#listing-${NUMBER}`), 'Skip').click();
  const card = page.locator(`#listing-${CHOICE}`);
  await card.getByRole('radio').first().check();
  await card.getByRole('button', { name: /^Answer/ }).click();
  const done = () => Object.keys(runner.progress.predicted ?? {});
  await expect.poll(done).toEqual([CHOICE]);
});

test('the contents tell what is read and solved, in words too', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = solving;
  const card = await openExercise(page, fake);
  await card.page().keyboard.press('End');
  await expect(entry(page)).toHaveAccessibleName(
    /The problem of waiting.* \(read, 0 of 4 exercises solved\)$/,
  );
  await button(card, 'Check').focus();
  await page.keyboard.press('Enter');
  await expect(entry(page)).toHaveAccessibleName(/1 of 4 exercises solved\)$/);
  await expect(entry(page).locator('.tick')).toBeVisible();

  // Another page or the terminal has done more.
  const other = runner.progress.solved[EXERCISE];
  runner.progress = { v: 1, solved: { [EXERCISE]: other } };
  await page.evaluate(() =>
    document.dispatchEvent(new Event('visibilitychange')),
  );
  await expect(entry(page)).toHaveAccessibleName(
    /\(1 of 4 exercises solved\)$/,
  );
});

test('what is done for another text is asked again', async ({
  page,
  fake,
  runner,
}) => {
  const mark = { hash: '0123456789abcdef', at: 5 };
  runner.progress = { v: 1, solved: { [EXERCISE]: mark } };
  runner.exercise = async function* () {
    yield verdict('failed', 'Its test fails.');
  };
  const card = await openExercise(page, fake);
  await button(card, 'Check').click();
  await expect(status(card)).toHaveText('Its test fails.');
  await expect(card.locator('.exercise-solved')).toHaveCount(0);
  expect(runner.progress.solved[EXERCISE]).toEqual(mark);
});

test('the start page goes on where the reader left off', async ({
  page,
  fake,
  runner,
}) => {
  expect(runner.progress).toEqual({ v: 1 });
  const start = await openStart(page, fake);
  // The page of the test before has remembered itself when it was left.
  await page.evaluate(() => localStorage.clear());
  await page.reload();
  await expect(start.getByRole('link')).toHaveText('Begin with chapter 1');
  await expect(start.getByRole('listitem').last()).toHaveText(
    /^0 of \d+ exercises solved$/,
  );
  await start.getByRole('link').focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/${CHAPTER}.html`);
  await page.goto(`${fake.address}${CHAPTER}.html#waits-add-up`);
  await expect(page.locator('#waits-add-up')).toBeInViewport();
  await page.goto(`${fake.address}introduction.html`);
  await expect(start.getByRole('link')).toHaveText(
    'Continue with The problem of waiting: Waits add up',
  );
  await expect(start.getByRole('link')).toHaveAttribute(
    'href',
    `${CHAPTER}.html#waits-add-up`,
  );
});

test('progress is exported, begun anew, undone and imported', async ({
  page,
  fake,
  runner,
}) => {
  const solved = { other: { hash: 'aa', at: 5 } };
  runner.progress = { v: 1, solved };
  const start = await openStart(page, fake);
  const coming = page.waitForEvent('download');
  await button(start, 'Export').focus();
  await page.keyboard.press('Enter');
  const file = await (await coming).path();
  expect(JSON.parse(fs.readFileSync(file, 'utf8'))).toEqual({ v: 1, solved });

  await button(start, 'Reset').focus();
  await page.keyboard.press('Enter');
  await button(start, 'Cancel').focus();
  await page.keyboard.press('Enter');
  expect(runner.progress.solved).toEqual(solved);
  await page.keyboard.press('Enter');
  await button(start, 'Forget it').focus();
  await page.keyboard.press('Enter');
  await expect(start.getByText('begins anew')).toBeVisible();
  expect(runner.progress).toEqual({ v: 1 });
  await button(start, 'Undo').focus();
  await page.keyboard.press('Enter');
  await expect.poll(() => runner.progress.solved).toEqual(solved);

  runner.progress = { v: 1 };
  const chooser = page.waitForEvent('filechooser');
  await button(start, 'Import').focus();
  await page.keyboard.press('Enter');
  await (await chooser).setFiles(file);
  await expect(start.getByText('is yours now')).toBeVisible();
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
  await page.goto(`${fake.address}${CHAPTER}.html`);
  await other.goto(`${fake.address}introduction.html`);
  const card = page.locator(`#listing-${LISTING}`);
  await button(card, 'Replay').click();
  await expect(status(card)).toContainText('exit 0');
  const done = async () => Object.keys((await local(page))?.run ?? {});
  await expect.poll(done).toEqual([LISTING]);
  // The other page has loaded before that, and takes nothing away.
  await other.evaluate(() => Progress.did('run', 'one_question'));
  await expect.poll(done).toEqual([LISTING, 'one_question']);

  // A workbook that serves these pages later takes it over.
  runner.exists = true;
  await page.reload();
  await expect.poll(() => Object.keys(runner.progress.run ?? {})).toEqual([
    LISTING,
    'one_question',
  ]);
  await expect.poll(() => local(page)).toBeNull();
  await context.close();
});
