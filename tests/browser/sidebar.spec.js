// mdBook's own parts: the sidebar without a mouse, and a page that is none.
import { findAccessibilityFaults } from './axe.js';
import { expect, test } from './fixtures.js';

test('the keyboard closes and opens the sidebar', async ({ page, address }) => {
  // With this parameter, the page doesn't search for what was asked.
  const response = await page.goto(`${address}deep/in/none.html?search=`);
  expect(response?.status()).toBe(404);
  await expect(page.getByRole('main')).toContainText('Page not found');

  const sidebar = page.locator('#mdbook-sidebar');
  const button = page.getByRole('button', { name: 'Toggle Table of Contents' });
  await expect(sidebar).toBeInViewport();
  await expect(button).toHaveAttribute('aria-expanded', 'true');

  await button.focus();
  await page.keyboard.press('Enter');
  await expect(sidebar).not.toBeInViewport();
  await expect(button).toHaveAttribute('aria-expanded', 'false');

  await page.keyboard.press('Enter');
  await expect(sidebar).toBeInViewport();
  await page.locator('.chapter a[href]').first().click();
  await expect(page.getByRole('main')).not.toContainText('not found');
});

test('a lost page searches for what was asked', async ({ page, address }) => {
  await page.goto(`${address}no-such-folder/wait_for.html`);
  const field = page.getByLabel('Search this book');
  await expect(field).toHaveValue('wait_for');
  const results = page.locator('#mdbook-searchresults a');
  await expect(results.first()).toContainText('Giving up after a while');
  expect(await findAccessibilityFaults(page)).toEqual([]);

  await results.first().click();
  await expect(page).toHaveURL(/ch05-cancellation\/timeout\.html/);
});

test('only the sections of the current chapter are listed', async ({
  page,
  address,
}) => {
  await page.goto(`${address}ch04-tasks/exercises.html`);
  const sidebar = page.locator('#mdbook-sidebar');
  await expect(sidebar.locator('a.active')).toBeInViewport();
  const findSectionLinks = (/** @type {string} */ folder) =>
    sidebar.locator(`li li a[href*="${folder}/"]`);
  await expect(findSectionLinks('ch04-tasks').first()).toBeVisible();
  await expect(findSectionLinks('ch02-futures').first()).toBeHidden();

  const button = page.getByRole('button', {
    name: /^Sections of .*Coroutines and futures/,
  });
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  for (const key of ['Enter', 'Space']) {
    await button.focus();
    await page.keyboard.press(key);
    const isOpen = key === 'Enter';
    await expect(button).toHaveAttribute('aria-expanded', String(isOpen));
    await expect(findSectionLinks('ch02-futures').first()).toBeVisible({
      visible: isOpen,
    });
  }
  expect(
    await findAccessibilityFaults(page, { within: '#mdbook-sidebar' }),
  ).toEqual([]);
});

test('the entry of what is being read stays in sight', async ({
  page,
  address,
}) => {
  await page.setViewportSize({ width: 1366, height: 620 });
  await page.goto(`${address}ch04-tasks/whole-chapter.html`);
  const sidebar = page.locator('#mdbook-sidebar');
  const chapter = sidebar.locator('a.active');
  await expect(chapter).toBeInViewport();
  await expect(chapter).toHaveAttribute('href', /ch04-tasks\/index\.html$/);
  await expect(chapter).toHaveAttribute('aria-current', 'true');

  // A page with more headings than the sidebar has room for.
  await page.goto(`${address}glossary.html`);
  const current = sidebar.locator('.current-header').last();
  const headings = page.locator('main h2');
  const count = await headings.count();
  expect(count).toBeGreaterThan(30);
  for (const index of [Math.round(count / 2), count - 12, 3]) {
    await headings.nth(index).evaluate((h) => h.scrollIntoView());
    await expect(current).toBeInViewport({ ratio: 1 });
  }
});
