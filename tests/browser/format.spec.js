// rustfmt formats what the reader has written, when they ask for it.
import { expectAccessible } from './axe.js';
import {
  checkAndExpectStatus,
  openExercise,
  replaceCode,
  solvedCheckEvents,
} from './exercises.js';
import { button, openEditor } from './fake.js';
import { expect, test } from './fixtures.js';

/** @import { Locator } from '@playwright/test' */

/** @param {Locator} card */
const findNote = (card) => card.locator('.listing-note');

test('Format changes the text in one step', async ({ card, runner, page }) => {
  runner.format = (source) => ({
    formatted: source.replace('fn  main', 'fn main'),
  });
  await expect(button(card, 'Format')).toBeHidden();
  const code = await openEditor(card);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('fn  main() {}\n// the end');
  await button(card, 'Format').press('Enter');
  await expect(code.locator('.cm-line').first()).toHaveText('fn main() {}');
  await expect(button(card, 'Format')).toBeFocused();
  await button(card, 'Format').click();
  await expect(findNote(card)).toHaveText('This is how rustfmt formats it.');
  await code.focus();
  await page.keyboard.press('Control+z');
  await expect(code.locator('.cm-line').first()).toHaveText('fn  main() {}');
});

test('why a text is not formatted is said', async ({ card, runner, page }) => {
  const error = 'expected `;`, found `let` (line 2)';
  runner.format = () => ({ error });
  const code = await openEditor(card);
  const before = await code.textContent();
  await button(card, 'Format').click();
  await expect(findNote(card)).toHaveText(`Not formatted: ${error}.`);
  await expectAccessible(page, '#listing-two_waits .listing-code');
  // A page that is loaded on a phone has no sidebar open.
  await page.setViewportSize({ width: 360, height: 740 });
  await page.reload();
  await openEditor(card);
  await expect(button(card, 'Format')).toBeInViewport();
  await page.context().setOffline(true);
  await button(card, 'Format').press('Enter');
  await expect(findNote(card)).toContainText('The workbook does not answer');
  await page.context().setOffline(false);
  expect(await code.textContent()).toBe(before);
});

test('an exercise is formatted without its tests', async ({
  page,
  fake,
  runner,
}) => {
  /** @type {string[]} */
  const sources = [];
  runner.format = (source) => {
    sources.push(source);
    return { formatted: 'fn formatted() {}\n' };
  };
  const card = await openExercise(page, fake);
  const code = await replaceCode(card, 'fn  formatted() {}');
  await button(card, 'Format').click();
  await expect(code).toHaveText('fn formatted() {}');
  expect(sources).toEqual(['fn  formatted() {}\n']);
});

test('a formatted solution can still be saved', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = solvedCheckEvents;
  const card = await openExercise(page, fake);
  await replaceCode(card, 'fn  solved() {}');
  await checkAndExpectStatus(card, 'Solved: all 2 tests pass.');
  const save = button(card, 'Save to the file');
  await button(card, 'Copy').click();
  // It fails without the permission, which is as good here.
  await expect(findNote(card)).toContainText(/copy|copied/);
  await expect(save).toBeVisible();

  // What is saved is what was checked, so the new text is checked too.
  runner.format = () => ({ formatted: 'fn solved() {}\n' });
  await button(card, 'Format').click();
  await expect.poll(() => runner.jobs.length).toBe(2);
  expect(runner.jobs[1].source).toMatch(/^fn solved/);
  await expect(save).toBeVisible();
  await button(card, 'Format').click();
  await expect(findNote(card)).toContainText('This is how rustfmt formats it.');
  await save.click();
  await expect(findNote(card)).toContainText('Saved to');
  await expect(save).toHaveCount(0);
  expect(runner.saved[0].source).toBe(runner.jobs[1].source);
  expect(runner.jobs).toHaveLength(2);
});

test('a site that only replays formats nothing', async ({ card, runner }) => {
  runner.exists = false;
  await card.page().reload();
  await button(card, 'Replay').waitFor();
  await expect(button(card, 'Format')).toHaveCount(0);
});
