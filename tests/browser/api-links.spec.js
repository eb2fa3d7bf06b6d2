// Names of APIs lead to their documentation, in the code and in the prose.
import { expectAccessible } from './axe.js';
import { button, openEditor } from './fake.js';
import { expect, test } from './fixtures.js';

test('names lead to the documentation of the locked version', async ({
  page,
  fake,
  runner,
}) => {
  runner.cards = undefined;
  /** @type {string[]} */
  const elsewhere = [];
  page.on('request', (request) => {
    if (!request.url().startsWith(fake.address)) elsewhere.push(request.url());
  });
  await page.goto(`${fake.address}ch00-timelines/lanes.html`);
  const card = page.locator('#listing-first_timeline');
  await button(card, 'Run').waitFor();
  const code = card.locator('pre > code').first();
  const before = await code.textContent();
  const sleep = code.getByRole('link', { name: 'sleep', exact: true });
  await expect(sleep.first()).toHaveAttribute(
    'href',
    /^https:\/\/docs\.rs\/tokio\/1\.\d+\.\d+\/tokio\/time\/fn\.sleep\.html$/,
  );
  await expect(
    code.getByRole('link', { name: 'Duration' }).first(),
  ).toHaveAttribute(
    'href',
    /^https:\/\/doc\.rust-lang\.org\/1\.\d+\.\d+\/std\/time\/struct\.Duration/,
  );
  expect(before).toContain('use tokio::time::sleep;');
  // Each name is one stop for the keyboard: these two and `tokio::main`.
  await expect(code.locator('.api-link:not([tabindex])')).toHaveCount(3);
  await expectAccessible(page, '#listing-first_timeline .listing-code');
  await openEditor(card);
  await expect(card.getByRole('textbox')).toContainText('use tokio::time');
  expect(elsewhere).toEqual([]);

  await page.goto(`${fake.address}ch04-tasks/spawn.html`);
  const prose = page.locator('main > p a[href^="https://docs.rs/tokio/1."]');
  await expect(prose.first()).toBeVisible();
  await page.setViewportSize({ width: 360, height: 740 });
  const fitsWindow = () =>
    page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  await expect.poll(fitsWindow).toBe(true);
});
