// What a run, a message or a question shows comes into the reader's sight.
import { expectAccessible } from './axe.js';
import {
  button,
  endedEvent,
  errorDiagnostic,
  openEditor,
  outEvent,
  started,
  status,
} from './fake.js';
import { boxOf, expect, holdRequests, test } from './fixtures.js';
import { findQuestionCard, ORDER_QUESTION } from './predictions.js';
import { CHAPTER_PAGE } from './workbook.js';

/** @import { Locator } from '@playwright/test' */

/** @param {Locator} card */
const toolbarTop = async (card) =>
  (await boxOf(card.locator('.listing-toolbar'))).y;

test('"Run it with" shows its run, and says that it runs', async ({
  openPage,
  page,
  runner,
}) => {
  runner.program = async function* (_job, stopped) {
    yield started();
    yield outEvent(0, 'Asking the database\n');
    await stopped;
    yield endedEvent(10, null, 'stopped', 'Stopped.');
  };
  await openPage('ch01-waiting/sequential');
  const card = page.locator('#listing-two_waits');
  const task = page.locator('section.try', { hasText: 'Run it with' });
  const runWith = task.getByRole('button', { name: 'Run it with 4 2' });
  await runWith.scrollIntoViewIfNeeded();
  await runWith.click();
  await expect(status(card)).toHaveText('Running');
  await expect(status(card)).toBeInViewport();
  await expect(card.locator('.run-line').first()).toBeInViewport();
  await expect(card.getByText('Runs get the arguments 4 2.')).toBeInViewport();
  await expect(button(card, 'Run')).toBeFocused();
  expect(runner.jobs[0]).toMatchObject({ args: ['4', '2'] });
  // The arguments stay, and so does the message that says it.
  await button(card, 'Stop').click();
  await openEditor(card);
  const releaseFormat = await holdRequests(page, '**/api/format');
  await button(card, 'Format').click();
  await button(card, 'Run without them').focus();
  releaseFormat();
  const note = card.locator('.listing-note');
  await expect(note).toContainText('This is how rustfmt formats it.');
  await expect(note).toContainText('Runs get the arguments 4 2.');
  // The other message that comes takes the focus from no button.
  await expect(button(card, 'Run without them')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(note).not.toContainText('arguments');
  await expect.poll(() => runner.jobs.length).toBe(2);
  expect(runner.jobs[1]).not.toHaveProperty('args');
});

test('without a runner no button promises a run with arguments', async ({
  openPage,
  page,
  runner,
}) => {
  runner.exists = false;
  await openPage('ch01-waiting/sequential');
  const card = page.locator('#listing-two_waits');
  const task = page.locator('section.try', { hasText: 'as arguments' });
  await expect(button(card, 'Edit')).toBeEnabled();
  await expect(task.locator('.try-bar')).toHaveCount(1);
  await expect(task.getByRole('button')).toHaveCount(0);
  await task.getByText('The change').click();
  await expect(task.getByText('two_waits -- 4 2')).toBeVisible();
});

test('a button leads to an output that is below the window', async ({
  card,
  page,
}) => {
  const show = button(card, 'Show the output');
  await openEditor(card);
  await page.keyboard.insertText('// a line\n'.repeat(60));
  await page.keyboard.press('Control+Home');
  await expect(show).toBeHidden();
  await page.keyboard.press('Control+Enter');
  await expect(status(card)).toContainText('exit 0');
  await expect(card.locator('.run-line').first()).not.toBeInViewport();
  await show.press('Enter');
  await expect(card.locator('.run-line').first()).toBeInViewport();
  await expect(show).toBeHidden();
  await expect(button(card, 'Run')).toBeFocused();
  await expect(button(card, 'Run')).toBeInViewport();
});

test('the buttons do not cover a message below the last line', async ({
  card,
  page,
  runner,
}) => {
  const lines = 60;
  runner.check = ({ source }) =>
    source.includes('broken')
      ? [errorDiagnostic(lines, 'no such function')]
      : [];
  const code = await openEditor(card);
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(`${'// a line\n'.repeat(lines - 1)}broken;`);
  const message = code.locator('.listing-message');
  await expect(message).toContainText('no such function');
  const isFree = async () => {
    const { y, height } = await boxOf(message);
    return y + height <= (await toolbarTop(card));
  };
  await expect.poll(isFree).toBe(true);

  // The button that names the line leads to its message too.
  await page.evaluate(() => scrollTo(0, 0));
  await button(card, `1 error in line ${lines}`).click();
  await expect(code).toBeFocused();
  await expect.poll(isFree).toBe(true);
  await expect(message).toBeInViewport();
});

test('lines keep their numbers below a message', async ({
  card,
  page,
  runner,
}) => {
  runner.check = () => [
    errorDiagnostic(2, 'first'),
    errorDiagnostic(4, 'second'),
  ];
  const code = await openEditor(card);
  await page.keyboard.press('Control+End');
  await page.keyboard.insertText('\n// the end');
  await expect(code.locator('.listing-message')).toHaveCount(2);
  const findTops = () =>
    card.evaluate((element) => {
      const tops = (/** @type {string} */ selector) =>
        [...element.querySelectorAll(selector)]
          .filter((one) => one.getBoundingClientRect().height > 0)
          .map((one) => Math.round(one.getBoundingClientRect().top));
      return {
        lines: tops('.cm-line'),
        numbers: tops('.cm-lineNumbers .cm-gutterElement'),
      };
    });
  const { lines } = await findTops();
  expect(lines.length).toBeGreaterThan(6);
  await expect
    .poll(async () => {
      const { lines, numbers } = await findTops();
      return lines.every((top, i) => Math.abs(top - numbers[i]) <= 2);
    })
    .toBe(true);
});

test('the next try of a question begins with the question', async ({
  chapter: page,
}) => {
  const card = findQuestionCard(page, ORDER_QUESTION);
  await button(card, 'Answer and replay').click();
  const again = button(card, 'Ask me again');
  await again.waitFor();
  await again.evaluate((element) => element.scrollIntoView());
  await again.press('Enter');
  await expect(card.locator('.predict-lines li').first()).toBeFocused();
  const top = async () => (await boxOf(card.locator('.predict'))).y;
  await expect.poll(top).toBeGreaterThanOrEqual(50);
});

test('the first key leads past the menus to the text', async ({
  chapter: page,
}) => {
  await expect(page.locator('.skip-link')).toHaveCount(1);
  await page.evaluate(() => {
    if (document.activeElement instanceof HTMLElement) {
      document.activeElement.blur();
    }
  });
  await page.locator('body').press('Tab');
  const link = page.getByRole('link', { name: 'Skip to the text' });
  await expect(link).toBeFocused();
  const address = page.url();
  await expectAccessible(page, '.skip-link');
  await page.keyboard.press('Enter');
  await expect(page.locator('main')).toBeFocused();
  expect(page.url()).toBe(address);
  await page.keyboard.press('Tab');
  const isInText = () =>
    page.evaluate(() => Boolean(document.activeElement?.closest('main')));
  expect(await isInText()).toBe(true);
});

test('the help with keys lists ours like those of mdBook', async ({
  chapter: page,
}) => {
  await page.keyboard.press('?');
  const help = page.locator('#mdbook-help-popup');
  await expect(help).toBeVisible();
  await expect(help).toContainText('to navigate between pages');
  const lefts = await help
    .locator('p')
    .evaluateAll((all) => all.map((p) => p.getBoundingClientRect().left));
  expect(lefts.length).toBeGreaterThan(8);
  expect(new Set(lefts).size).toBe(1);
});

test('the menu bar stays at the edge while a page scrolls itself', async ({
  page,
  address,
}) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${address}${CHAPTER_PAGE}.html`);
  const bar = page.locator('#mdbook-menu-bar');
  // Down, so that the bar is out of sight, and then up at one stroke.
  for (const top of [600, 900, 1200, 1500, 1150]) {
    const scroll = () =>
      page.evaluate((to) => {
        scrollTo({ top: to, behavior: 'instant' });
        return Math.round(scrollY);
      }, top);
    await expect.poll(scroll).toBe(top);
    await page.evaluate(() => new Promise(requestAnimationFrame));
  }
  await expect.poll(async () => (await boxOf(bar)).y).toBeLessThanOrEqual(0);
});

test('a task of a listing that several pages show runs on each', async ({
  openPage,
  page,
  runner,
}) => {
  await openPage('ch09-pitfalls/find-the-bug-slow');
  const card = page.locator('#listing-ch09_pitfalls');
  await page.getByRole('button', { name: 'Run it with --fault 4' }).click();
  await expect(status(card)).toContainText('exit 0');
  await expect(card.locator('.run-line').first()).toBeInViewport();
  expect(runner.jobs[0]).toMatchObject({ args: ['--fault', '4'] });

  // All on one page, one card runs it.
  await openPage('ch09-pitfalls/whole-chapter');
  await expect(
    page.getByRole('group', { name: 'Buttons of listing ch09_pitfalls' }),
  ).toHaveCount(1);
});
