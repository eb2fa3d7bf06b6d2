// What only a narrow window has: the sidebar that moves the page aside, tables
// with a row below the other, and commands that break between words.
import { expect, test } from './fixtures.js';

const PHONE = { width: 390, height: 740 };

test('a tap beside the open sidebar closes it and does nothing else', async ({
  page,
  address,
}) => {
  await page.setViewportSize(PHONE);
  await page.goto(`${address}introduction.html`);
  const sidebar = page.locator('#mdbook-sidebar');
  const button = page.getByRole('button', { name: 'Toggle Table of Contents' });
  await expect(sidebar).not.toBeInViewport();
  await button.click();
  await expect(sidebar).toBeInViewport();
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  // A click in the sidebar leaves it open.
  await sidebar.locator('.chapter-fold-toggle:visible').first().click();
  await expect(button).toHaveAttribute('aria-expanded', 'true');

  // The keyboard presses what has the focus.
  const theme = page.getByRole('button', { name: 'Change theme' });
  await theme.press('Enter');
  await expect(theme).toHaveAttribute('aria-expanded', 'true');
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Escape');

  const url = page.url();
  await page.mouse.click(PHONE.width - 10, PHONE.height - 20);
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await expect(sidebar).not.toBeInViewport();
  expect(page.url()).toBe(url);
});

test('each text of the phrasebook is as wide as the page', async ({
  page,
  address,
}) => {
  const firstRow = page.locator('.phrasebook tbody tr').first();
  const widths = () =>
    firstRow
      .locator('td')
      .evaluateAll((all) => all.map((cell) => cell.clientWidth));
  await page.goto(`${address}phrasebook.html`);
  await expect(page.locator('.phrasebook th').first()).toBeInViewport();
  expect(Math.max(...(await widths()))).toBeLessThan(500);
  await page.setViewportSize(PHONE);
  await expect
    .poll(async () => Math.min(...(await widths())))
    .toBeGreaterThan(330);
});

test('a command breaks between words', async ({ page, address }) => {
  await page.setViewportSize(PHONE);
  await page.goto(`${address}ch10-performance/observer-costs.html`);
  const options = page.locator('.listing .option');
  await expect(options.filter({ hasText: /^--release$/ })).not.toHaveCount(0);
  const broken = await options.evaluateAll((all) =>
    all
      .filter((option) => option.getClientRects().length > 1)
      .map((option) => option.textContent),
  );
  expect(broken).toEqual([]);
  // What is copied and read is the same.
  await expect(page.locator('.listing-command code').first()).toHaveText(
    'cd unstable/observers && cargo run --release --example observed',
  );
});
