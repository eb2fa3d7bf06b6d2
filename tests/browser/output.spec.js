// What a program prints, and how the page stands a flood of it.
import {
  button,
  endedEvent,
  outEvent,
  outputLines,
  started,
  status,
} from './fake.js';
import { expect, test } from './fixtures.js';

const PANIC_OUTPUT = `
thread 'main' (4711) panicked at two_waits.rs:4:5:
<b>no weather</b>
note: run with \`RUST_BACKTRACE=1\` for a backtrace
and more
`;

test('errors and panics are told apart in words', async ({ card, runner }) => {
  runner.program = async function* () {
    yield started();
    yield outEvent(0, 'an answer\n');
    yield outEvent(1, 'a complaint\n', 'stderr');
    yield outEvent(2, PANIC_OUTPUT, 'stderr');
    yield { event: 'withheld', bytes: 2_500_000 };
    yield endedEvent(3, 101);
  };
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText('ended, exit 101, 0.00 s');
  await expect(outputLines(card)).toHaveCount(8);
  const marks = await outputLines(card).evaluateAll((all) =>
    all.map((line) => line.dataset.mark),
  );
  const panicMarks = ['panic', 'panic', 'panic'];
  expect(marks).toEqual([
    undefined,
    'stderr',
    'stderr',
    ...panicMarks,
    'stderr',
    undefined,
  ]);
  await expect(outputLines(card).nth(1)).toHaveCSS(
    'border-left-style',
    'dotted',
  );
  await expect(outputLines(card).nth(4)).toContainText('<b>no weather</b>');
  await expect(outputLines(card).last()).toContainText('2,500 KB are left out');
  await expect(card.locator('pre .line-mark-panic')).toBeVisible();
});

test('a million lines keep the page alive', async ({ card, runner, page }) => {
  const createLines = (/** @type {number} */ from) =>
    Array.from({ length: 10_000 }, (_, i) => `line ${from + i}\n`).join('');
  runner.program = async function* () {
    yield started();
    for (let from = 0; from < 1e6; from += 10_000)
      yield outEvent(from, createLines(from));
    yield endedEvent(1e6);
  };
  await page.evaluate(() => {
    window.frameCount = 0;
    const countFrame = () => {
      window.frameCount += 1;
      requestAnimationFrame(countFrame);
    };
    requestAnimationFrame(countFrame);
  });
  await button(card, 'Run').click();
  const log = card.getByRole('log');
  await expect(status(card)).toContainText('exit 0');
  // A page that took all lines at once would draw hardly any frame meanwhile.
  const framesOfFlood = await page.evaluate(() => window.frameCount);
  await expect(log).toContainText('998,000 lines are left out here');
  await expect(outputLines(card)).toHaveCount(2000);
  await expect(outputLines(card).nth(999)).toContainText('line 999');
  await expect(outputLines(card).last()).toContainText('line 999999');
  await expect(outputLines(card).last()).toBeInViewport();
  await expect(log).toHaveAttribute('aria-live', 'off');
  expect(framesOfFlood).toBeGreaterThan(10);
});

test('the end is followed only by a reader who is there', async ({
  card,
  runner,
}) => {
  /** @type {(value?: unknown) => void} */
  let next = () => {};
  runner.program = async function* () {
    yield started();
    for (const part of ['first', 'second', 'third']) {
      yield outEvent(0, `${part}\n`.repeat(60));
      await new Promise((resume) => (next = resume));
    }
    yield outEvent(0, 'x'.repeat(100_000));
    yield endedEvent(1);
  };
  const log = card.getByRole('log');
  await button(card, 'Run').click();
  await expect(outputLines(card)).toHaveCount(60);
  await expect(outputLines(card).last()).toBeInViewport();
  next();
  await expect(outputLines(card).nth(119)).toBeInViewport();
  await expect(log).toHaveAttribute('aria-live', 'polite');

  await log.evaluate((box) => (box.scrollTop = 100));
  next();
  await expect(outputLines(card)).toHaveCount(180);
  expect(await log.evaluate((box) => box.scrollTop)).toBe(100);
  next();
  await expect(outputLines(card).last()).toContainText('this line is longer');
});
