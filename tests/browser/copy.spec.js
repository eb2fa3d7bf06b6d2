// The button that copies a listing's command.
import { CLIPBOARD_REASON, expect, test } from './fixtures.js';

/** @import { Page } from '@playwright/test' */

const COMMAND = 'cargo run --example two_waits';

/** @param {Page} page */
function readClipboard(page) {
  return page.evaluate(() => navigator.clipboard.readText());
}

test('a command is copied in whichever way the page can', async ({
  chapter,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', CLIPBOARD_REASON);
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

  // The message goes when this test says so, not after a while.
  await chapter.evaluate(() => {
    Object.assign(window, {
      setTimeout: (/** @type {() => void} */ callback) => {
        window.runTimeout = callback;
      },
    });
  });
  await button.click();
  await expect(status).toHaveText('Copied');
  expect(await readClipboard(chapter)).toBe(COMMAND);
  await chapter.evaluate(() => window.runTimeout());
  await expect(status).toHaveCount(0);

  await chapter.evaluate(() => navigator.clipboard.writeText('else'));
  await button.focus();
  await chapter.keyboard.press('Enter');
  await expect(status).toHaveText('Copied');
  expect(await readClipboard(chapter)).toBe(COMMAND);

  // Without permission it is copied all the same, or at least selected.
  await chapter.evaluate(() => navigator.clipboard.writeText('else'));
  await chapter.evaluate(() => {
    navigator.clipboard.writeText = () => Promise.reject(new Error('refused'));
  });
  await button.click();
  await expect.poll(() => readClipboard(chapter)).toBe(COMMAND);
  await chapter.evaluate(() => {
    document.execCommand = () => false;
  });
  await button.click();
  await expect(chapter.getByText('copy it by hand')).toBeAttached();
  expect(await chapter.evaluate(() => String(getSelection()))).toBe(COMMAND);
});
