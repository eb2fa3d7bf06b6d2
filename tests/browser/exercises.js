// An exercise on a page, and the events of its check.
import { button, verdictEvent } from './fake.js';
import { expect } from './fixtures.js';
import { CHAPTER_PAGE, EXERCISES_PAGE } from './workbook.js';

/** @import { Locator, Page } from '@playwright/test' */
/** @import { FakeSite } from './fake.js' */

/** Its code here has 17 lines, so that its tests begin in line 19. */
export const EXERCISE = 'measured_wait';
export const CODE_LINE_COUNT = 17;

export const TEST_NAMES = ['tests::a_wait_is_measured', 'tests::waits_add_up'];

export const compilingEvent = { event: 'compiling' };
export const checkStartedEvent = {
  event: 'started',
  tests: TEST_NAMES,
  recordable: true,
};

/** @param {string} test */
export function testStartedEvent(test) {
  return { event: 'test-started', test };
}

/** @param {string} test */
export function testPassedEvent(test) {
  return { event: 'test-passed', test, ms: 60 };
}

/**
 * @param {string} test
 * @param {number} line
 */
export function testFailedEvent(test, line, message = 'the board says 0 ms') {
  const output = `asked\n${message}\n`;
  return { event: 'test-failed', test, ms: 61, message, line, output };
}

/** A check in which all goes well. */
export async function* solvedCheckEvents() {
  yield compilingEvent;
  yield checkStartedEvent;
  for (const test of TEST_NAMES) {
    yield testStartedEvent(test);
    yield testPassedEvent(test);
  }
  yield verdictEvent('solved', 'Solved: all 2 tests pass.');
}

/**
 * A check in which these lines fail, each in a test.
 * @param {number[]} lines
 */
export function failedCheckEvents(...lines) {
  return async function* () {
    yield compilingEvent;
    yield checkStartedEvent;
    for (const [index, test] of TEST_NAMES.entries()) {
      yield testStartedEvent(test);
      const line = lines[index];
      yield line === undefined
        ? testPassedEvent(test)
        : testFailedEvent(test, line);
    }
    yield verdictEvent('failed', `${lines.length} of 2 tests fail.`);
  };
}

/**
 * Opens a page with the exercise, ready to be worked on.
 * @param {Page} page
 * @param {FakeSite} fake
 * @param {string[]} others cards that the page has too
 */
export async function openExercise(page, fake, ...others) {
  fake.runner.cards = [`exercise-${EXERCISE}`, ...others];
  // Other cards are on other pages, so then it takes the whole chapter.
  const path = others.length > 0 ? CHAPTER_PAGE : EXERCISES_PAGE;
  await page.goto(`${fake.address}${path}.html`);
  const card = page.locator(`#exercise-${EXERCISE}`);
  await button(card, 'Edit').waitFor();
  return card;
}

/**
 * Replaces the code in the editor with this text, by keyboard.
 * @param {Locator} card
 * @param {string} text
 */
export async function replaceCode(card, text) {
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

/**
 * Checks the exercise, and waits for this message.
 * @param {Locator} card
 * @param {string | RegExp} message
 */
export async function checkAndExpectStatus(card, message) {
  await card.page().keyboard.press('Control+Enter');
  await expect(card.locator('.run-status')).toHaveText(message);
}
