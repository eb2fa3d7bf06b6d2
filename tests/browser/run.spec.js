// Run and Stop, and all that may come between a press and an output.
import {
  button,
  DISCONNECT_EVENT,
  endedEvent,
  LISTING,
  LISTING_SOURCE,
  outEvent,
  outputLines,
  started,
  status,
} from './fake.js';
import { expect, test } from './fixtures.js';

test('lines arrive with their times while the program runs', async ({
  card,
  runner,
}) => {
  runner.program = async function* (_job, stopped) {
    yield { event: 'compiling' };
    yield started();
    yield outEvent(0.4, 'Asking the database\n');
    yield outEvent(2001, 'half a ');
    yield outEvent(2100, 'line\n');
    await stopped;
    yield endedEvent(2500, null, 'stopped', 'Stopped after 2.50 s.');
  };
  await expect(button(card, 'Stop')).toBeDisabled();
  await button(card, 'Run').click();
  await expect(outputLines(card)).toHaveText([
    '0.00 sAsking the database',
    '2.00 shalf a line',
  ]);
  await expect(status(card)).toHaveText('Running');

  await button(card, 'Stop').focus();
  await card.page().keyboard.press('Enter');
  await expect(status(card)).toHaveText('Stopped after 2.50 s.');
  await expect(button(card, 'Stop')).toBeDisabled();
  await expect(button(card, 'Run')).toBeFocused();

  expect(runner.jobs).toEqual([{ source: LISTING_SOURCE, listing: LISTING }]);
});

test('Ctrl+Enter runs from anywhere in the card, and again', async ({
  card,
  runner,
  page,
}) => {
  runner.program = async function* (_job, stopped) {
    yield started();
    if (runner.jobs.length === 1) await stopped;
    else yield outEvent(1, 'the second run\n');
    yield endedEvent(2010);
  };
  await card.locator('.listing-output summary').focus();
  await page.keyboard.press('Control+Enter');
  await expect(status(card)).toHaveText('Running');
  await page.keyboard.press('Control+Enter');
  await expect(status(card)).toHaveText('ended, exit 0, 2.01 s');
  await expect(outputLines(card)).toHaveText(['0.00 sthe second run']);

  runner.program = async function* () {
    yield started();
    yield endedEvent(7, 3);
  };
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText(
    'ended, exit 3, 0.01 s, and printed nothing',
  );
  await expect(card.getByRole('log')).toBeHidden();
});

test('a run waits for the crates, for its turn and for the compiler', async ({
  card,
  runner,
}) => {
  /** @type {(value?: unknown) => void} */
  let next = () => {};
  const waitForNext = () => new Promise((resume) => (next = resume));
  runner.program = async function* () {
    yield { event: 'preparing', done: 3, of: 30, now: 'tokio' };
    await waitForNext();
    yield { event: 'queued', place: 2 };
    await waitForNext();
    yield { event: 'compiling' };
    await waitForNext();
  };
  await button(card, 'Run').click();
  await expect(status(card)).toContainText('3 of 30, now tokio');
  next();
  await expect(status(card)).toContainText('number 2 in the queue');
  next();
  await expect(status(card)).toHaveText('Compiling');
  await button(card, 'Stop').click();
  await expect(status(card)).toHaveText('Stopped before it started.');
  await expect.poll(() => runner.aborted).toBe(1);
  next();
});

test('what goes wrong is said in a sentence', async ({
  card,
  fake,
  runner,
}) => {
  const clickRun = () => button(card, 'Run').click();
  /** @type {(value?: unknown) => void} */
  let disconnect = () => {};
  runner.program = async function* () {
    yield started();
    await new Promise((resume) => (disconnect = resume));
    yield DISCONNECT_EVENT;
  };
  await clickRun();
  await expect(status(card)).toHaveText('Running');
  disconnect();
  await expect(status(card)).toContainText('connection to the workbook was');
  runner.refusal = 'the text is too long';
  await clickRun();
  await expect(status(card)).toHaveText('the text is too long');
  runner.exists = false;
  fake.disconnect();
  await clickRun();
  await expect(status(card)).toContainText('The workbook does not answer.');
});
