// What the tests are given. They share a window and the books they look at,
// one after the other in each worker: new ones would take longer than most
// tests do. So all tests must use this very `test`; what a file adds must
// not be of the worker's scope, or Playwright starts new workers for it.

import * as fs from 'node:fs';
import { test as base, expect } from '@playwright/test';
import {
  button,
  createFakeRunner,
  createGate,
  LISTING,
  serveFakeSite,
} from './fake.js';
import { copyBookWithSections } from './sections.js';
import { CHAPTER_PAGE, copyBook, ROOT, serveBook } from './workbook.js';

/** @import { Fixtures, Locator, Page } from '@playwright/test' */
/** @import { PlaywrightTestArgs, TestType } from '@playwright/test' */
/** @import { PlaywrightTestOptions } from '@playwright/test' */
/** @import { PlaywrightWorkerArgs } from '@playwright/test' */
/** @import { PlaywrightWorkerOptions } from '@playwright/test' */
/** @import { FakeSite, Runner } from './fake.js' */
/** @import { Server } from './workbook.js' */

/** @typedef {{ root: string, address: string, server: Server }} Draft */

/**
 * @typedef {object} WorkerFixtures
 * @property {Page} window
 * @property {Server} book
 * @property {FakeSite} fake
 * @property {FakeSite} sectionsBook
 * @property {Draft} draft
 */

/**
 * @typedef {object} TestFixtures
 * @property {string} address
 * @property {Page} chapter
 * @property {Runner} runner
 * @property {FakeSite} sections
 * @property {Locator} card
 * @property {(name: string) => Promise<void>} openPage
 */

/** @typedef {PlaywrightTestArgs & PlaywrightTestOptions} TestArgs */
/** @typedef {PlaywrightWorkerArgs & PlaywrightWorkerOptions} WorkerArgs */

/** Why a test that reads what was copied is skipped in another browser. */
export const CLIPBOARD_REASON = 'only Chromium lets a test read the clipboard';

export const DESKTOP = { width: 1280, height: 800 };

/** @type {Fixtures<{}, WorkerFixtures, TestArgs, WorkerArgs>} */
const workerFixtures = {
  window: [
    async ({ browser }, use) => {
      const context = await browser.newContext({ viewport: DESKTOP });
      await use(await context.newPage());
      await context.close();
    },
    { scope: 'worker' },
  ],
  book: [
    async ({}, use) => {
      const book = await serveBook(ROOT);
      await use(book);
      await book.stop();
    },
    { scope: 'worker' },
  ],
  fake: [
    async ({}, use) => {
      const fake = await serveFakeSite();
      await use(fake);
      fake.stop();
    },
    { scope: 'worker' },
  ],
  sectionsBook: [
    async ({}, use) => {
      const root = copyBookWithSections();
      const fake = await serveFakeSite(root);
      await use(fake);
      fake.stop();
      fs.rmSync(root, { recursive: true });
    },
    { scope: 'worker' },
  ],
  draft: [
    async ({}, use) => {
      const root = copyBook();
      const server = await serveBook(root);
      const { address } = server;
      const draft = { root, address, server };
      await use(draft);
      await draft.server.stop();
      fs.rmSync(root, { recursive: true });
    },
    { scope: 'worker' },
  ],
};

/** @type {TestType<TestArgs, WorkerArgs & WorkerFixtures>} */
const workerTest = base.extend(workerFixtures);

/**
 * @type {Fixtures<TestFixtures, {}, TestArgs, WorkerArgs & WorkerFixtures>}
 */
const testFixtures = {
  page: async ({ window }, use) => {
    await use(window);
    await window.removeAllListeners();
    await window.unrouteAll({ behavior: 'ignoreErrors' });
    await window.context().setOffline(false);
    await window.context().clearPermissions();
    await window.emulateMedia({
      media: null,
      reducedMotion: null,
      forcedColors: null,
    });
    await window.setViewportSize(DESKTOP);
    await window.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  },
  address: async ({ book }, use) => use(book.address),
  chapter: async ({ page, address }, use) => {
    await page.goto(`${address}${CHAPTER_PAGE}.html`);
    await use(page);
  },
  runner: async ({ fake }, use) => {
    fake.runner = createFakeRunner();
    await use(fake.runner);
  },
  sections: async ({ sectionsBook }, use) => {
    sectionsBook.runner = { ...createFakeRunner(), cards: undefined };
    await use(sectionsBook);
  },
  card: async ({ page, fake, runner }, use) => {
    await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
    const card = page.locator(`#listing-${LISTING}`);
    await button(card, runner.exists ? 'Run' : 'Replay').waitFor();
    await use(card);
  },
  openPage: async ({ page, fake, runner }, use) =>
    use(async (name) => {
      runner.cards = undefined;
      await page.goto(`${fake.address}${name}.html`);
    }),
};

/**
 * - `page`, as if new;
 * - `address` of the book that the workbook serves, its `chapter` opened;
 * - `card`, a listing that a pretended `runner` runs;
 * - `openPage`, which opens a page with all its cards, for this `runner`;
 * - `sections`, a book with a chapter of section pages and a pretended
 *   `runner`;
 * - `draft`, a served book that may be edited.
 * @type {TestType<TestArgs & TestFixtures, WorkerArgs & WorkerFixtures>}
 */
export const test = workerTest.extend(testFixtures);

/**
 * Returns an element's place on the page.
 * @param {Locator} locator
 */
export async function boxOf(locator) {
  const box = await locator.boundingBox();
  if (!box) throw new Error('the element is not visible');
  return box;
}

/**
 * Expects that none of the boxes is narrower than what it contains.
 * @param {Locator} boxes
 */
export async function expectNoOverflow(boxes) {
  const tooWide = () =>
    boxes.evaluateAll((all) =>
      all
        .filter((box) => box.scrollWidth > box.clientWidth)
        .map((box) => `${box.className}: ${box.scrollWidth}`),
    );
  await expect.poll(tooWide).toEqual([]);
}

/**
 * Holds requests back until the returned function is called.
 * @param {Page} page
 * @param {string} url
 */
export async function holdRequests(page, url) {
  const gate = createGate();
  await page.route(url, async (route) => {
    await gate.opened;
    await route.continue();
  });
  return gate.open;
}

/**
 * Closes the open sidebar. On a phone, the first tap would do nothing else.
 * @param {Page} page
 */
export function closeSidebar(page) {
  return page.getByRole('button', { name: 'Toggle Table' }).click();
}

/**
 * Expects that none of the boxes is too wide on a phone, whose readers have
 * closed the sidebar.
 * @param {Page} page
 * @param {string} selector
 */
export async function expectFitsOnPhone(page, selector) {
  await closeSidebar(page);
  await page.setViewportSize({ width: 360, height: 740 });
  await expectNoOverflow(page.locator(selector));
}

export { expect };
