// One connection for each page, whatever runs and however many windows are
// open, and a token that no other server receives.
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import * as path from 'node:path';
import { findAccessibilityFaults } from './axe.js';
import {
  button,
  endedEvent,
  LISTING,
  openEditor,
  started,
  status,
} from './fake.js';
import { closeSidebar, expect, test } from './fixtures.js';
import { CHAPTER_PAGE } from './workbook.js';

/** @import { AddressInfo } from 'node:net' */
/** @import { Page } from '@playwright/test' */
/** @import { Runner } from './fake.js' */

const CARD_COUNT = 30;
const WINDOW_COUNT = 20;
/** Without waiting for a run to end, since each would run on for ever. */
const MAX_STOP_DELAY_MS = 20_000;

/**
 * Lets each program run until it is stopped.
 * @param {Runner} runner
 */
function letProgramsRunUntilStopped(runner) {
  let runs = 0;
  runner.program = async function* (_job, stopped) {
    runs += 1;
    yield started(runs);
    await stopped;
    yield endedEvent(1000, null, 'stopped', 'Stopped after 1.00 s.');
  };
}

/**
 * Presses Stop in a card, and checks that the runner has received that at
 * once.
 * @param {Page} page
 * @param {Runner} runner
 * @param {string} id of the card
 */
async function expectImmediateStop(page, runner, id) {
  const card = page.locator(`#${id}`);
  const before = runner.stops.length;
  const pressed = await button(card, 'Stop').evaluate((stop) => {
    const now = Date.now();
    /** @type {HTMLElement} */ (stop).click();
    return now;
  });
  await expect.poll(() => runner.stops.length).toBe(before + 1);
  expect((runner.stops.at(-1)?.at ?? 0) - pressed).toBeLessThan(
    MAX_STOP_DELAY_MS,
  );
  await expect(status(card)).toHaveText('Stopped after 1.00 s.');
}

test(`${CARD_COUNT} programs run on a page, and each is stopped at once`, async ({
  page,
  fake,
  runner,
}) => {
  letProgramsRunUntilStopped(runner);
  const id = (/** @type {number} */ n) => `listing-${LISTING}_${n}`;
  runner.edit = (html) =>
    html.replace(/<section [^>]*data-listing.*?<\/section>/s, (card) =>
      Array.from({ length: CARD_COUNT }, (_, n) =>
        card.replaceAll(LISTING, `${LISTING}_${n}`),
      ).join('\n'),
    );
  let sockets = 0;
  page.on('websocket', () => {
    sockets += 1;
  });
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  for (let n = 0; n < CARD_COUNT; n += 1) {
    await button(page.locator(`#${id(n)}`), 'Run').click();
  }
  await expect(page.locator('.run-status', { hasText: 'Running' })).toHaveCount(
    CARD_COUNT,
  );
  expect(sockets).toBe(1);
  for (const n of [0, CARD_COUNT - 1, 7])
    await expectImmediateStop(page, runner, id(n));
  await page.goto('about:blank');
  // Leaving the page stops the others.
  await expect.poll(() => runner.aborted).toBe(CARD_COUNT - 3);
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
});

test(`a program runs in each of ${WINDOW_COUNT} windows`, async ({
  page,
  fake,
  runner,
}) => {
  letProgramsRunUntilStopped(runner);
  const id = `listing-${LISTING}`;
  /** @type {Page[]} */
  const windows = [page];
  while (windows.length < WINDOW_COUNT)
    windows.push(await page.context().newPage());
  for (const window of windows) {
    // Each of them loads, although all others have a run.
    await window.goto(`${fake.address}${CHAPTER_PAGE}.html`);
    await button(window.locator(`#${id}`), 'Run').click();
    await expect(status(window.locator(`#${id}`))).toHaveText('Running');
  }
  for (const window of windows) await expectImmediateStop(window, runner, id);
  for (const window of windows.slice(1)) await window.close();
});

test('a browser without the token reads the static site', async ({
  page,
  fake,
  runner,
}) => {
  runner.token = 'a1'.repeat(32);
  const chapter = `${fake.address}${CHAPTER_PAGE}.html`;
  const notice = page.locator('.not-connected');
  await page.goto(chapter);
  await expect(notice).toContainText('open the address that the workbook');
  const card = page.locator(`#listing-${LISTING}`);
  await button(card, 'Replay').click();
  await expect(button(card, 'Run')).toHaveCount(0);

  // The address of an earlier workbook, in the same window.
  await page.goto(`${chapter}#token=${'0'.repeat(64)}`);
  await expect(page).toHaveURL(chapter);
  await expect(notice).toBeVisible();
  expect(runner.jobs).toEqual([]);

  // The right one, in another window.
  const other = await page.context().newPage();
  await other.goto(`${chapter}#token=${runner.token}`);
  await expect(other).toHaveURL(chapter);
  await button(card, 'Run').click();
  await expect(status(card)).toContainText('ended, exit 0');
  await expect(notice).toHaveCount(0);
  expect(runner.headers['sec-websocket-protocol']).toBe(
    `workbook, token.${runner.token}`,
  );
  await other.close();

  // The old address again doesn't replace it.
  await page.goto(`${chapter}#token=${'0'.repeat(64)}`);
  await page.goto('about:blank');
  await page.goto(chapter);
  await button(card, 'Run').waitFor();
});

test('the printed address connects its window at once', async ({
  page,
  fake,
  runner,
}) => {
  runner.token = 'b2'.repeat(32);
  const chapter = `${fake.address}${CHAPTER_PAGE}.html`;
  const card = page.locator(`#listing-${LISTING}`);
  await page.goto(chapter);
  await button(card, 'Replay').waitFor();
  // Only the fragment differs, so the browser loads nothing.
  await page.goto(`${chapter}#token=${runner.token}`);
  await button(card, 'Run').waitFor();
  await expect(page).toHaveURL(chapter);
});

test('the printed address holds for the page that is opened next', async ({
  page,
  fake,
  runner,
}) => {
  runner.token = 'b3'.repeat(32);
  const chapter = `${fake.address}${CHAPTER_PAGE}.html`;
  // The reader goes on before the workbook has confirmed the token.
  const hello = page.waitForRequest('**/api/hello');
  await page.route('**/api/hello', () => {});
  await page.goto(`${chapter}#token=${runner.token}`);
  await hello;
  await page.unroute('**/api/hello');
  await page.goto('about:blank');
  await page.goto(chapter);
  await button(page.locator(`#listing-${LISTING}`), 'Run').waitFor();
});

test('a page says so if the workbook was started again', async ({
  page,
  fake,
  runner,
}) => {
  runner.token = 'c3'.repeat(32);
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html#token=${runner.token}`);
  const card = page.locator(`#listing-${LISTING}`);
  await button(card, 'Run').waitFor();
  runner.token = 'd4'.repeat(32);
  fake.disconnect();
  await button(card, 'Run').click();
  await expect(status(card)).toContainText(
    'open the address that the workbook',
  );
  expect(runner.jobs).toEqual([]);
});

test('a page whose workbook was started again continues by itself', async ({
  page,
  fake,
  runner,
}) => {
  runner.token = 'e5'.repeat(32);
  const chapter = `${fake.address}${CHAPTER_PAGE}.html`;
  await page.goto(`${chapter}#token=${runner.token}`);
  const card = page.locator(`#listing-${LISTING}`);
  const code = await openEditor(card);
  await page.keyboard.type('// mine\n');
  const notice = page.locator('.not-connected');
  await expect(notice).toHaveCount(0);

  runner.token = 'f6'.repeat(32);
  fake.disconnect();
  await expect(notice).toHaveRole('status');
  await expect(notice).toContainText('The workbook was started again');
  await expect(notice).toContainText('What you changed here is kept');
  await expect(notice).toBeInViewport();
  await closeSidebar(page);
  await page.setViewportSize({ width: 360, height: 740 });
  expect(
    await findAccessibilityFaults(page, { within: '.not-connected' }),
  ).toEqual([]);

  const other = await page.context().newPage();
  await other.goto(`${chapter}#token=${runner.token}`);
  await expect(notice).toHaveCount(0);
  await expect(code).toContainText('// mine');
  await button(card, 'Run').click();
  await expect(status(card)).toContainText('ended, exit 0');
  await other.close();
});

test('a page says so if its workbook has ended', async ({
  page,
  fake,
  runner,
}) => {
  // The window may be on that page already, and then it wouldn't load.
  await page.goto('about:blank');
  runner.token = 'a7'.repeat(32);
  const news = page.waitForEvent('websocket');
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html#token=${runner.token}`);
  await news;
  const notice = page.locator('.not-connected');
  await page.route('**/api/hello', (route) => route.abort());
  runner.exists = false;
  fake.disconnect();
  await expect(notice).toContainText('The workbook does not answer');
  await expect(notice).toBeInViewport();
  const card = page.locator(`#listing-${LISTING}`);
  await button(card, 'Run').click();
  await expect(status(card)).toContainText('The workbook does not answer');
  await page.unroute('**/api/hello');
  runner.exists = true;
  await expect(notice).toHaveCount(0);
  // The card doesn't say so any longer either.
  await expect(status(card)).toHaveText('');
});

test('the token stays with the host and port of the workbook', async ({
  page,
  draft,
}) => {
  const { entrance, address } = draft.server;
  const token = new URL(entrance).hash.replace('#token=', '');
  // As the workbook does it: a file leads to the address.
  const file = path.join(draft.root, 'redirect.html');
  fs.writeFileSync(
    file,
    `<meta http-equiv="refresh" content="0; url=${entrance}">`,
  );
  const first = page.waitForEvent('websocket');
  await page.goto(`file://${file}`);
  await first;
  await expect(page).toHaveURL(address);
  expect(await page.context().cookies()).toEqual([]);

  // A bookmark has no token, and needs none.
  const bookmark = await page.context().newPage();
  const second = bookmark.waitForEvent('websocket');
  await bookmark.goto(`${address}introduction.html`);
  await second;
  await bookmark.close();

  /** @type {string[]} */
  const received = [];
  const other = createServer((request, response) => {
    received.push(JSON.stringify([request.url, request.headers]));
    response.setHeader('Content-Type', 'text/html').end('<p>Other');
  });
  await new Promise((resolve) => {
    other.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {AddressInfo} */ (other.address());
  await page.goto(`http://127.0.0.1:${port}/`);
  expect(await page.evaluate(() => localStorage.length)).toBe(0);
  expect(received.length).toBeGreaterThan(0);
  expect(received.join()).not.toContain(token);
  other.closeAllConnections();
  other.close();
  await page.goto(address);
});
