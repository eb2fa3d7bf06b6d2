// The site without a runner: recorded runs, and the public Playground.
import {
  button,
  endedEvent,
  openEditor,
  outputLines,
  started,
  status,
} from './fake.js';
import { expect, test } from './fixtures.js';
import { serveRecording } from './timelines.js';
import { CHAPTER_PAGE } from './workbook.js';

const PLAYGROUND_URL = 'https://play.rust-lang.org/execute';

const FIRST_OUTPUT = [0, 'stdout', 'at once\n'];
const SHORT_RECORDING = { v: 1, end: 500, code: 0, out: [FIRST_OUTPUT] };

test.beforeEach(({ runner }) => {
  runner.exists = false;
  serveRecording(runner, SHORT_RECORDING);
});

test('a page that nobody serves asks nobody for a runner', async ({
  card,
  page,
}) => {
  /** @type {string[]} */
  const requested = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.reload();
  await button(card, 'Replay').waitFor();
  expect(requested).not.toEqual([]);
  expect(requested.filter((url) => url.includes('/api/'))).toEqual([]);
});

test('no script keeps a page out of the back/forward cache', async ({
  card,
  page,
}) => {
  await button(card, 'Replay').waitFor();
  const script = page.locator('script[src*="/book-"]');
  await expect(script).toHaveCount(1);
  expect(await page.evaluate(() => window.onunload)).toBeNull();
});

test('a recorded run plays in its own time', async ({ card, runner, page }) => {
  const began = Date.now();
  await button(card, 'Replay').click();
  await expect(status(card)).toHaveText('ended, exit 0, 0.50 s');
  expect(Date.now() - began).toBeGreaterThanOrEqual(SHORT_RECORDING.end);

  const late = [60_000, 'stderr', 'after a minute\n'];
  serveRecording(runner, {
    v: 1,
    end: 61_000,
    code: 3,
    out: [FIRST_OUTPUT, late],
  });
  await page.reload();
  await button(card, 'Replay').click();
  await expect(outputLines(card)).toHaveText(['0.00 sat once']);
  await expect(status(card)).toHaveText('Replaying a recorded run');
  await button(card, 'Stop').click();
  await expect(status(card)).toHaveText('Stopped by you.');
  await expect(button(card, 'Skip to the end')).toBeHidden();
  await expect(outputLines(card)).toHaveCount(1);

  await button(card, 'Replay').click();
  await button(card, 'Skip to the end').click();
  await expect(outputLines(card)).toHaveCount(2);
  await expect(status(card)).toHaveText('ended, exit 3, 61.00 s');

  await page.emulateMedia({ reducedMotion: 'reduce' });
  await button(card, 'Replay').click();
  await expect(status(card)).toHaveText('ended, exit 3, 61.00 s');
  await expect(outputLines(card)).toHaveCount(2);
});

test('code goes to the Playground only when the reader agrees', async ({
  card,
  page,
}) => {
  /** @type {{ code: string }[]} */
  const sent = [];
  const answer = {
    success: true,
    stdout: 'sunny\n',
    stderr: '   Compiling playground v0.0.1\n    Finished dev\nodd\n',
  };
  await page.route(PLAYGROUND_URL, (route) => {
    sent.push(route.request().postDataJSON());
    const headers = { 'Access-Control-Allow-Origin': '*' };
    return sent.length < 3
      ? route.fulfill({ json: answer, headers })
      : route.abort();
  });
  await button(card, 'Playground').click();
  await expect(card.getByText('play.rust-lang.org, a public')).toBeVisible();
  await button(card, 'Cancel').click();
  await expect(button(card, 'Playground')).toBeFocused();
  expect(sent).toEqual([]);

  await openEditor(card);
  await page.keyboard.type('// mine\n');
  await page.keyboard.press('Control+Enter');
  expect(sent).toEqual([]);
  await button(card, 'Send it').click();
  await expect(status(card)).toHaveText('ended, exit 0');
  await expect(outputLines(card)).toHaveText(['sunny', 'odd']);
  expect(sent[0].code).toContain('// mine\n');
  expect(sent[0]).toMatchObject({ channel: 'stable', edition: '2024' });

  // Asked once, the reader is not asked again; a failure is said in words.
  await button(card, 'Playground').click();
  await expect.poll(() => sent.length).toBe(2);
  await button(card, 'Playground').click();
  await expect(status(card)).toContainText('cannot be reached');
});

test('a listing that is never recorded says why', async ({
  card,
  runner,
  page,
}) => {
  const { edit } = runner;
  runner.edit = (html) =>
    edit(html).replace('id="listing-two_waits"', '$& data-plain');
  const slot = card.locator('.timeline-slot');
  const why = 'No timeline: this listing measures what recording would change.';
  await expect(slot).toBeHidden();
  await page.reload();
  await expect(slot).toHaveText(why);
  await button(card, 'Replay').click();
  await expect(status(card)).toHaveText('ended, exit 0, 0.50 s');
  await expect(slot).toHaveText(why);

  // Where it can be run, that run need not say it again.
  runner.exists = true;
  runner.program = async function* () {
    yield started();
    yield { event: 'unrecorded', message: 'it ran without its timeline' };
    yield endedEvent(3);
  };
  /** @type {string[]} */
  const requested = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.reload();
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText(/^ended, exit 0, 0.00 s/);
  expect(requested.filter((url) => url.includes('/scripts/timeline-'))).toEqual(
    [],
  );
  await expect(slot).toHaveText(why);
  await expect(slot).toBeVisible();
});

test('a listing without either, or for terminals, has no Run', async ({
  runner,
  fake,
  page,
}) => {
  runner.edit = (html) =>
    html
      .replaceAll(/<script[^>]*"recorded-run".*?<\/script>/gs, '')
      .replaceAll('data-playground', '')
      .replace('id="listing-two_waits"', '$& data-terminal-only');
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  const note = page.locator('.listing-terminal-only');
  await expect(note).toContainText('cargo run --example two_waits');
  await expect(page.locator('.listing-toolbar')).toHaveCount(0);
  await expect(page.locator('.listing-button:visible')).toHaveCount(0);
});
