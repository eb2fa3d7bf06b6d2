// What a page loads: nothing from elsewhere, and not too much.
import { allPages, expect, test } from './workbook.js';

const MOST_KB = 330;

test('no page asks another host for anything', async ({ page, address }) => {
  const hosts = new Set();
  page.on('request', (request) => hosts.add(new URL(request.url()).host));
  for (const path of await allPages(page)) {
    await page.goto(path, { waitUntil: 'load' });
  }
  expect([...hosts]).toEqual([new URL(address).host]);
});

test(`a first visit loads at most ${MOST_KB} KB`, async ({ page }) => {
  const requests = [];
  page.on('requestfinished', (request) => requests.push(request));
  await page.goto('/', { waitUntil: 'load' });
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  const sizes = await Promise.all(requests.map((r) => r.sizes()));
  const bytes = sizes.reduce((sum, size) => sum + size.responseBodySize, 0);
  console.log(`a first visit loads ${(bytes / 1000).toFixed(0)} KB`);
  expect(bytes).toBeGreaterThan(50_000);
  expect(bytes).toBeLessThanOrEqual(MOST_KB * 1000);
});
