// The numbers of a listing's lines, by which its timeline calls them.
import { button, openEditor } from './fake.js';
import { expect, test } from './fixtures.js';
import { recording, serveRecording, timeline } from './timelines.js';
import { wholeChapterPage } from './workbook.js';

/** @import { Locator } from '@playwright/test' */

/** @param {Locator} card */
const readLineNumbers = (card) =>
  card
    .locator('.listing-lines')
    .evaluate((gutter) =>
      (gutter.dataset.lines ?? '').split('\n').filter(Boolean).map(Number),
    );

test('lines have the numbers of the whole program', async ({ card }) => {
  await expect.poll(() => readLineNumbers(card)).toEqual([4, 5]);
  const gutter = card.locator('.listing-lines');
  await expect(gutter).toHaveAttribute('aria-hidden', 'true');
  // Neither who selects the code nor who copies it gets them.
  await expect(gutter).toHaveText('');
  await button(card, 'Show the whole program').click();
  await expect
    .poll(() => readLineNumbers(card))
    .toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  await openEditor(card);
  await expect(card.locator('.cm-lineNumbers')).toContainText('10');
  await expect(gutter).toBeHidden();
});

test('a line that is folded away is told at the button', async ({
  card,
  page,
  runner,
}) => {
  runner.exists = false;
  serveRecording(runner, recording(timeline('two_sleeps')));
  await page.reload();
  const fold = card.locator('.whole-program');
  await expect(fold).toHaveText('Show the whole program');
  await card.locator('.timeline-scroll:visible').focus();
  const steps = Array.from({ length: 6 }, () => 'ArrowRight');
  for (const key of steps) await page.keyboard.press(key);
  await expect(card.locator('.timeline-now')).toContainText('line 8');
  await expect(fold).toHaveText('Line 8 is folded: show the whole program');
  const mark = card.locator('pre .line-mark-here');
  await expect(mark).toBeHidden();
  await page.keyboard.press('ArrowLeft');
  await expect(fold).toHaveText('Show the whole program');
  await page.keyboard.press('ArrowRight');

  await fold.click();
  await expect(fold).toHaveText('Show only the new part');
  await expect(mark).toBeVisible();
  await fold.click();
  await expect(fold).toHaveText('Line 8 is folded: show the whole program');
});

test('the last number of a long program stands at its line', async ({
  page,
  address,
}) => {
  await page.goto(`${address}${wholeChapterPage('ch03-event-loop')}.html`);
  const card = page.locator('#listing-ch03_event_loop');
  await button(card, 'Show the whole program').click();
  const tooHigh = () =>
    card.locator('.listing-code > pre').evaluate((pre) => {
      /** @type {NodeListOf<HTMLElement>} */
      const parts = pre.querySelectorAll('code, .listing-lines');
      const [code, gutter] = parts;
      gutter.style.bottom = 'auto';
      const padding = parseFloat(getComputedStyle(code).paddingBottom);
      return code.clientHeight - padding - gutter.clientHeight;
    });
  for (const width of [1200, 390]) {
    await page.setViewportSize({ width, height: 800 });
    await expect.poll(async () => Math.abs(await tooHigh())).toBeLessThan(1.5);
  }
});
