// The served book follows its sources.
import * as fs from 'node:fs';
import { test as base, expect } from './fixtures.js';
import { SECTION_PAGE, serveBook } from './workbook.js';

/** @import { Fixtures, Page, TestType } from '@playwright/test' */
/** @import { WorkerFixtures } from './fixtures.js' */
/** @import { TestArgs, TestFixtures, WorkerArgs } from './fixtures.js' */

const ADDED_PARAGRAPH = 'A paragraph that was written just now.';

/**
 * @typedef {object} Files
 * @property {ReturnType<typeof openChapterFile>} chapter
 * @property {ReturnType<typeof openChapterFile>} introduction
 * @property {() => Promise<void>} stop
 * @property {() => Promise<void>} restart
 */

/**
 * @typedef {Fixtures<{ files: Files }, {}, TestArgs & TestFixtures,
 *   WorkerArgs & WorkerFixtures>} FileFixtures
 */

/** @type {FileFixtures} */
const fileFixtures = {
  files: async ({ draft, window }, use) => {
    await use({
      chapter: openChapterFile(draft.root, SECTION_PAGE),
      introduction: openChapterFile(draft.root, 'introduction'),
      stop: () => draft.server.stop(),
      restart: async () => {
        const port = Number(new URL(draft.address).port);
        draft.server = await serveBook(draft.root, { port });
        // Another token: the reader opens the new address.
        const other = await window.context().newPage();
        await other.goto(draft.server.entrance);
        await other.close();
      },
    });
  },
  page: async ({ page, draft }, use) => {
    await page.goto(draft.server.entrance);
    await page.goto(`${draft.address}${SECTION_PAGE}.html`);
    await use(page);
  },
};

/**
 * @type {TestType<TestArgs & TestFixtures & { files: Files },
 *   WorkerArgs & WorkerFixtures>}
 */
const test = base.extend(fileFixtures);

// They edit the same book.
test.describe.configure({ mode: 'default' });

/**
 * A chapter to append to, and to put back as it was.
 * @param {string} root
 * @param {string} name
 */
function openChapterFile(root, name) {
  const file = `${root}/src/${name}.md`;
  const text = fs.readFileSync(file, 'utf8');
  return {
    append: (/** @type {string} */ more) =>
      fs.writeFileSync(file, `${text}\n\n${more}\n`),
    restore: () => fs.writeFileSync(file, text),
  };
}

test('an edit refreshes the page where it is being read', async ({
  page,
  files,
}) => {
  await page.setViewportSize({ width: 1280, height: 320 });
  const output = page.locator('.listing-output').first();
  await output.locator('summary').click();
  await page.locator('.whole-program').first().click();
  const sidebar = page.locator('mdbook-sidebar-scrollbox');
  const current = page.locator('#mdbook-sidebar .current-header').last();
  await sidebar.evaluate((box) => (box.scrollTop = 60));
  await page.evaluate(() => {
    scrollTo(0, 1500);
    window.isUntouched = true;
  });
  // The sidebar follows to the entry of the heading that is read now.
  await expect(current).toBeInViewport({ ratio: 1 });
  const sidebarTop = await sidebar.evaluate((box) => box.scrollTop);
  expect(sidebarTop).toBeGreaterThan(60);

  // Another page is none of its business: it asks, and stays.
  const response = page.waitForResponse((r) => r.url() === page.url());
  files.introduction.append(ADDED_PARAGRAPH);
  await (await response).finished();
  expect(await page.evaluate(() => window.isUntouched)).toBe(true);

  files.chapter.append(ADDED_PARAGRAPH);
  await expect(page.getByText(ADDED_PARAGRAPH)).toBeAttached();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(1500);
  await expect
    .poll(() => sidebar.evaluate((box) => box.scrollTop))
    .toBe(sidebarTop);
  await expect(current).toBeInViewport({ ratio: 1 });
  await expect(output).toHaveAttribute('open');
  const whole = page.locator('.whole-program').first();
  await expect(whole).toHaveAttribute('aria-expanded', 'true');
  files.chapter.restore();
  await expect(page.getByText(ADDED_PARAGRAPH)).toHaveCount(0);
});

test('a fault shows a banner and keeps the last good page', async ({
  page,
  files,
}) => {
  const heading = await page.locator('main h1').textContent();
  const banner = page.getByRole('alert');
  files.chapter.append('{{#listing <b>nowhere</b>}}');
  await expect(banner).toContainText('there is no listing `<b>nowhere</b>`');
  await expect(banner).toBeInViewport();
  await expect(page.locator('main h1')).toHaveText(heading ?? '');

  await banner.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('Enter');
  await expect(banner).toBeHidden();
  files.chapter.append('{{#listing nobody}}');
  await expect(banner).toContainText('nobody');

  files.chapter.restore();
  await expect(banner).toBeHidden();
});

test('a page waits in silence for a workbook that ended', async ({
  page,
  files,
}) => {
  /** @type {unknown[]} */
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  page.on('dialog', (dialog) => errors.push(dialog.message()));
  await files.stop();
  files.chapter.append(ADDED_PARAGRAPH);
  await files.restart();
  await expect(page.getByText(ADDED_PARAGRAPH)).toBeAttached();
  await expect(page.getByRole('alert')).toBeHidden();
  expect(errors).toEqual([]);
});

test('a page that the cache has in an older version reloads once at most', async ({
  page,
  files,
  draft,
}) => {
  const address = `${draft.address}${SECTION_PAGE}.html`;
  // The cache has this page as it was, under the address without a query.
  await page.goto(`${draft.address}introduction.html`);
  files.chapter.append(ADDED_PARAGRAPH);
  const isBuilt = async () =>
    (await (await fetch(address)).text()).includes(ADDED_PARAGRAPH);
  await expect.poll(isBuilt).toBe(true);
  let loads = 0;
  page.on('framenavigated', () => {
    loads += 1;
  });
  const events = page.waitForEvent('websocket');
  await page.goto(`${address}?highlight=waiting`);
  await events;
  await expect(page.getByText(ADDED_PARAGRAPH)).toBeAttached();
  await page.waitForTimeout(1500);
  expect(loads).toBeLessThanOrEqual(2);
  expect(await readNavigationType(page)).toBe('navigate');
  files.chapter.restore();
});

test('a page never reloads twice for one content', async ({ page, draft }) => {
  // Without the token, which the first page stores, there are no news.
  const hasToken = () => page.evaluate(() => localStorage.length > 0);
  await expect.poll(hasToken).toBe(true);
  // A page that Playwright itself delivers may open no connection.
  const window = await page.context().newPage();
  let loads = 0;
  window.on('load', () => {
    loads += 1;
  });
  // What is loaded and what is asked for later never agree.
  await window.addInitScript(() => {
    const fetchUnchanged = fetch;
    globalThis.fetch = async (address, options) => {
      const response = await fetchUnchanged(address, options);
      if (options?.cache !== 'no-store') return response;
      const text = await response.text();
      return new Response(text.replace('<main>', '<main>Newer'));
    };
  });
  await window.goto(`${draft.address}${SECTION_PAGE}.html`);
  await expect.poll(() => loads).toBe(2);
  await window.waitForTimeout(1500);
  expect(loads).toBe(2);
  await window.close();
});

/**
 * How the page was loaded: `navigate` or `reload`.
 * @param {Page} page
 */
function readNavigationType(page) {
  return page.evaluate(() => {
    const [entry] = performance.getEntriesByType('navigation');
    return /** @type {PerformanceNavigationTiming} */ (entry).type;
  });
}
