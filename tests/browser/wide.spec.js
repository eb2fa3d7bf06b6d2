// Wide windows show a listing's output and timeline beside its code, and an
// exercise's tests beside the reader's solution.
import { expectAccessible } from './axe.js';
import {
  CODE_LINE_COUNT,
  checkAndExpectStatus,
  EXERCISE,
  failedCheckEvents,
  openExercise,
  replaceCode,
} from './exercises.js';
import { button, createGate, openEditor, outputLines } from './fake.js';
import { boxOf, expect, expectNoOverflow, test } from './fixtures.js';

/** @import { Locator } from '@playwright/test' */

/**
 * Returns whether a card's results stand beside its code.
 * @param {Locator} card
 */
async function areResultsBesideCode(card) {
  const left = await boxOf(card.locator('.listing-code'));
  const right = await boxOf(card.locator('.listing-results'));
  const isInRow = right.y < left.y + left.height - 1;
  return right.x >= left.x + left.width - 1 && isInRow;
}

test('output stands beside the code, and below it in narrower windows', async ({
  card,
  page,
}) => {
  await page.setViewportSize({ width: 1900, height: 900 });
  await button(card, 'Run').click();
  await expect(outputLines(card)).toHaveText(/hello/);
  await expect.poll(() => areResultsBesideCode(card)).toBe(true);
  const [code, output] = ['.listing-code', '.listing-results'].map((part) =>
    card.locator(part),
  );
  expect((await boxOf(output)).y).toBeLessThan((await boxOf(code)).y + 2);
  const fitsWindow = () =>
    page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  expect(await fitsWindow()).toBe(true);
  for (const width of [1600, 1399, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(() => areResultsBesideCode(card), { message: `at ${width}` })
      .toBe(width >= 1600);
    expect(await fitsWindow(), `at ${width}`).toBe(true);
  }

  // With the contents closed, less is enough.
  await page.setViewportSize({ width: 1420, height: 900 });
  await expect.poll(() => areResultsBesideCode(card)).toBe(false);
  await page.getByRole('button', { name: 'Toggle Table' }).click();
  await expect.poll(() => areResultsBesideCode(card)).toBe(true);
  expect(await fitsWindow()).toBe(true);
  await page.getByRole('button', { name: 'Toggle Table' }).click();
});

test('a wide card is fit for use in all themes', async ({ card, page }) => {
  await page.setViewportSize({ width: 1900, height: 900 });
  await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText(`${'// a line\n'.repeat(90)}`);
  await page.keyboard.press('Control+Enter');
  await expect(outputLines(card)).toHaveText(/hello/);
  // The buttons stay in sight beside the output, too.
  const toolbar = card.getByRole('group', { name: 'Buttons of listing' });
  await page.keyboard.press('Control+Home');
  await expect(card.locator('.cm-line').first()).toBeInViewport();
  await expect(toolbar).toBeInViewport({ ratio: 1 });
  const within = '#listing-two_waits';
  await expectAccessible(page, within);
});

test('tests stand beside the solution, and below it in narrower windows', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = failedCheckEvents(9, CODE_LINE_COUNT + 15);
  await page.setViewportSize({ width: 1900, height: 900 });
  const card = await openExercise(page, fake);
  const narrow = (await boxOf(card)).width;
  await replaceCode(card, `${'// a line\n'.repeat(60)}fn main() {}`);
  await checkAndExpectStatus(card, '2 of 2 tests fail.');
  await expect.poll(() => areResultsBesideCode(card)).toBe(true);
  expect((await boxOf(card)).width).toBeGreaterThan(narrow + 300);
  await expect(card.getByRole('listitem').first()).toBeInViewport();
  const toolbar = card.getByRole('group', { name: 'Buttons of exercise' });
  await expect(toolbar).toBeInViewport({ ratio: 1 });
  await expectAccessible(page, `#exercise-${EXERCISE}`);

  // While the next check runs, the card keeps its width.
  const gate = createGate();
  const fail = runner.exercise;
  runner.exercise = async function* (job, stopped) {
    await gate.opened;
    yield* fail(job, stopped);
  };
  const wide = (await boxOf(card)).width;
  await page.keyboard.press('Control+Enter');
  await expect(card.getByRole('listitem')).toHaveCount(0);
  expect((await boxOf(card)).width).toBe(wide);
  gate.open();
  await expect(card.getByRole('listitem')).toHaveCount(2);

  for (const width of [1600, 1399, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await expect
      .poll(() => areResultsBesideCode(card), { message: `at ${width}` })
      .toBe(width >= 1600);
    await expectNoOverflow(page.locator('html, .exercise'));
  }
});
