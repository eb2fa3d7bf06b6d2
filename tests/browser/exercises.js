// An exercise on a page, and what a check of it tells.
import { button, verdict } from './fake.js';
import { expect } from './fixtures.js';
import { CHAPTER } from './workbook.js';

/** Its code here has 17 lines, so that its tests begin in line 19. */
export const EXERCISE = 'measured_wait';
export const CODE_LINES = 17;

export const TESTS = ['tests::a_wait_is_measured', 'tests::waits_add_up'];

export const compiling = { event: 'compiling' };
export const started = { event: 'started', tests: TESTS };
export const began = (test) => ({ event: 'test-started', test });
export const passed = (test) => ({ event: 'test-passed', test, ms: 60 });

export function failed(test, line, message = 'the board says 0 ms') {
  const output = `asked\n${message}\n`;
  return { event: 'test-failed', test, ms: 61, message, line, output };
}

/** A check in which all goes well. */
export async function* solving() {
  yield compiling;
  yield started;
  for (const test of TESTS) {
    yield began(test);
    yield passed(test);
  }
  yield verdict('solved', 'Solved: all 2 tests pass.');
}

/** A check in which these lines fail, each in a test. */
export function failing(...lines) {
  return async function* () {
    yield compiling;
    yield started;
    for (const [index, test] of TESTS.entries()) {
      yield began(test);
      const line = lines[index];
      yield line === undefined ? passed(test) : failed(test, line);
    }
    yield verdict('failed', `${lines.length} of 2 tests fail.`);
  };
}

/** The page's exercise, ready to be worked on. */
export async function openExercise(page, fake, ...others) {
  fake.runner.cards = [`exercise-${EXERCISE}`, ...others];
  await page.goto(`${fake.address}${CHAPTER}.html`);
  const card = page.locator(`#exercise-${EXERCISE}`);
  await button(card, 'Edit').waitFor();
  return card;
}

/** Opens the editor by the keyboard, and has this text in it. */
export async function write(card, text) {
  const page = card.page();
  const code = card.getByRole('textbox');
  if (await button(card, 'Edit').isEnabled()) {
    await button(card, 'Edit').focus();
    await page.keyboard.press('Enter');
  }
  await expect(code).toBeVisible();
  await code.focus();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
  return code;
}

export async function checkNow(card, says) {
  await card.page().keyboard.press('Control+Enter');
  await expect(card.locator('.run-status')).toHaveText(says);
}
