// The button that copies a listing's command.
import { expect, test } from './fixtures.js';

const COMMAND = 'cargo run --example two_waits';

/** @param {import('@playwright/test').Page} page */
function clipboard(page) {
  return page.evaluate(() => navigator.clipboard.readText());
}

test('a command is copied in whichever way the page can', async ({ chapter }) => {
  const rights = ['clipboard-read', 'clipboard-write'];
  await chapter.context().grantPermissions(rights);
  const card = chapter.getByRole('region', {
    name: 'Listing two_waits',
    exact: true,
  });
  await expect(card.locator('.listing-title')).not.toBeEmpty();
  await expect(card.locator('.listing-command code')).toHaveText(COMMAND);
  const button = card.getByRole('button', { name: 'Copy the command' });
  const status = chapter.getByRole('status').filter({ hasText: /Copied/ });

  // Nobody waits until it is said no longer.
  await chapter.evaluate(() => {
    window.setTimeout = (later) => (window.later = later);
  });
  await button.click();
  await expect(status).toHaveText('Copied');
  expect(await clipboard(chapter)).toBe(COMMAND);
  await chapter.evaluate(() => window.later());
  await expect(status).toHaveCount(0);

  await chapter.evaluate(() => navigator.clipboard.writeText('else'));
  await button.focus();
  await chapter.keyboard.press('Enter');
  await expect(status).toHaveText('Copied');
  expect(await clipboard(chapter)).toBe(COMMAND);

  // Without permission it is copied all the same, or at least selected.
  await chapter.evaluate(() => navigator.clipboard.writeText('else'));
  await chapter.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await button.click();
  await expect.poll(() => clipboard(chapter)).toBe(COMMAND);
  await chapter.evaluate(() => {
    document.execCommand = () => false;
  });
  await button.click();
  await expect(chapter.getByText('copy it by hand')).toBeAttached();
  expect(await chapter.evaluate(() => String(getSelection()))).toBe(COMMAND);
});
