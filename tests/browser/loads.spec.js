// How many files of ours a page loads.
import { expect, test } from './fixtures.js';
import { CHAPTER_PAGE } from './workbook.js';

const MAX_SCRIPTS = 8;
const MAX_STYLESHEETS = 3;

test('a page loads few scripts and stylesheets, a timeline one more', async ({
  page,
  address,
}) => {
  await page.goto('about:blank');
  /** @type {string[]} */
  const urls = [];
  page.on('request', (request) => urls.push(request.url()));
  await page.setViewportSize({ width: 1280, height: 300 });
  await page.goto(`${address}${CHAPTER_PAGE}.html`);
  await page.locator('.exercise .listing-toolbar').first().waitFor();
  await page.locator('.predict-actions').first().waitFor();
  const listing = page.locator('section.listing:has(.recorded-run)').first();
  await listing.scrollIntoViewIfNeeded();
  await expect(page.locator('.timeline').first()).toBeAttached();
  const scripts = urls.filter((url) => url.includes('/scripts/'));
  const isTimeline = (/** @type {string} */ url) =>
    url.includes('/scripts/timeline-');
  expect(scripts.filter(isTimeline)).toHaveLength(1);
  const others = scripts.filter((url) => !isTimeline(url)).length;
  expect(others).toBeGreaterThan(0);
  expect(others).toBeLessThanOrEqual(MAX_SCRIPTS);
  const styles = urls.filter((url) => /\/page\/.*\.css$/.test(url));
  expect(styles.length).toBeGreaterThan(0);
  expect(styles.length).toBeLessThanOrEqual(MAX_STYLESHEETS);
  console.log(`${others} scripts and ${styles.length} stylesheet`);
});
