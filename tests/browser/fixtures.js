// What the tests are given. They share a window and the books they look at,
// one after the other in each worker: new ones would take longer than most
// tests do. So all tests must use this very `test`; what a file adds must
// not be of the worker's scope, or Playwright starts new workers for it.
import { test as base } from '@playwright/test';
import * as fs from 'node:fs';
import { LISTING, button, newRunner, serveFake } from './fake.js';
import { CHAPTER, ROOT, copyOfTheBook, serve } from './workbook.js';

const DESK = { width: 1280, height: 800 };

const forWorkers = base.extend({
  window: [
    async ({ browser }, use) => {
      const window = await browser.newPage({ viewport: DESK });
      await use(window);
      await window.context().close();
    },
    { scope: 'worker' },
  ],
  book: [
    async ({}, use) => {
      const book = await serve(ROOT);
      await use(book);
      await book.stop();
    },
    { scope: 'worker' },
  ],
  fake: [
    async ({}, use) => {
      const fake = await serveFake();
      await use(fake);
      fake.stop();
    },
    { scope: 'worker' },
  ],
  draft: [
    async ({}, use) => {
      const root = copyOfTheBook();
      const server = await serve(root);
      const { address } = server;
      const draft = { root, address, server };
      await use(draft);
      await draft.server.stop();
      fs.rmSync(root, { recursive: true });
    },
    { scope: 'worker' },
  ],
});

/**
 * - `page`, as if new;
 * - `address` of the book that the workbook serves, its `chapter` opened;
 * - `card`, a listing that a pretended `runner` runs;
 * - `draft`, a served book that may be edited.
 */
export const test = forWorkers.extend({
  page: async ({ window }, use) => {
    await use(window);
    await window.removeAllListeners();
    await window.unrouteAll({ behavior: 'ignoreErrors' });
    await window.context().setOffline(false);
    await window.context().clearPermissions();
    await window.emulateMedia({ media: null, reducedMotion: null });
    await window.setViewportSize(DESK);
    await window.evaluate(() => {
      localStorage.clear();
      sessionStorage.clear();
    });
  },
  address: async ({ book }, use) => use(book.address),
  chapter: async ({ page, address }, use) => {
    await page.goto(`${address}${CHAPTER}.html`);
    await use(page);
  },
  runner: async ({ fake }, use) => {
    fake.runner = newRunner();
    await use(fake.runner);
  },
  card: async ({ page, fake, runner }, use) => {
    await page.goto(`${fake.address}${CHAPTER}.html`);
    const card = page.locator(`#listing-${LISTING}`);
    await button(card, runner.exists ? 'Run' : 'Replay').waitFor();
    await use(card);
  },
});

export { expect } from '@playwright/test';
