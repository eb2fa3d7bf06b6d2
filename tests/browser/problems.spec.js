// What the compiler says of a run: at its lines, and in its own words.
import { button, endedEvent, errorDiagnostic, status } from './fake.js';
import { boxOf, expect, test } from './fixtures.js';

/** @import { Locator } from '@playwright/test' */

test('errors stand at their lines and in words', async ({ card, runner }) => {
  const warning = {
    ...errorDiagnostic(7, 'an empty line is marked too'),
    level: 'warning',
  };
  runner.program = async function* () {
    yield { event: 'compiling' };
    yield {
      event: 'diagnostic',
      ...errorDiagnostic(4, 'no `city` <i>here</i>'),
    };
    yield { event: 'diagnostic', ...errorDiagnostic(8, 'mismatched types') };
    yield { event: 'diagnostic', ...warning };
    yield endedEvent(300, null, 'not-compiled', 'It does not compile.');
  };
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText('It does not compile.');

  // Line 8 was folded: the reader sees it now.
  await expect(card.locator('pre > .line-mark-error')).toHaveCount(2);
  await expect(card.locator('pre > .line-mark-warning')).toBeVisible();
  await expect(button(card, 'Show only the new part')).toBeVisible();
  const marked = card.locator('pre > .line-mark').nth(1);
  const line = card.locator('.boring', { hasText: 'fn ask()' });
  const middleOf = async (/** @type {Locator} */ locator) => {
    const { y, height } = await boxOf(locator);
    return y + height / 2;
  };
  expect(await middleOf(marked)).toBeCloseTo(await middleOf(line), -1);

  const problems = card.locator('.problem');
  await expect(problems).toHaveCount(3);
  await expect(problems.first()).toContainText(
    'error[E0425] no `city` <i>here</i>',
  );
  await expect(problems.first()).toContainText('two_waits.rs:4:5');
  await expect(problems.last().locator('pre')).toBeHidden();

  await card.page().evaluate(() => scrollTo(0, 0));
  await button(card, 'line 8').press('Enter');
  await expect(marked).toBeInViewport();

  runner.program = async function* () {
    yield endedEvent(1);
  };
  await button(card, 'Run').click();
  await expect(status(card)).toContainText('exit 0');
  await expect(problems).toHaveCount(0);
  await expect(card.locator('pre > .line-mark')).toHaveCount(0);
});
