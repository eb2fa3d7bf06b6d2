// What a first visit loads.
import { expect, test } from './fixtures.js';

const MAX_VISIT_KB = 330;

test(`a first visit loads at most ${MAX_VISIT_KB} KB`, async ({
  browser,
  draft,
}) => {
  const page = await browser.newPage();
  /** @type {import('@playwright/test').Request[]} */
  const requests = [];
  page.on('requestfinished', (request) => requests.push(request));
  await page.goto(draft.server.entrance, { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // The page asks for itself twice, once from the cache: is there a newer one?
  const findFetches = () =>
    requests.filter((r) => r.resourceType() === 'fetch');
  const findPageFetches = () =>
    findFetches().filter((r) => r.url() === page.url());
  await expect.poll(() => findPageFetches().length).toBe(2);
  const sizes = await Promise.all(requests.map((r) => r.sizes()));
  // What comes from the cache has none.
  const each = sizes.map((size) => Math.max(size.responseBodySize, 0));
  const bytes = each.reduce((sum, size) => sum + size);
  console.log(`a first visit loads ${(bytes / 1000).toFixed(0)} KB`);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(MAX_VISIT_KB * 1000);
  await page.context().close();
});
