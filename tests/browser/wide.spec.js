// Wide windows show a listing's output and timeline beside its code.
import { expectAccessible } from './axe.js';
import { button, lines, openEditor } from './fake.js';
import { boxOf, expect, test } from './fixtures.js';

test('output stands beside the code, and below it in narrower windows', async ({
  card,
  page,
}) => {
  await page.setViewportSize({ width: 1900, height: 900 });
  await button(card, 'Run').click();
  await expect(lines(card)).toHaveText(/hello/);
  const [code, output] = ['.listing-code', '.listing-results'].map((part) =>
    card.locator(part),
  );
  const isBeside = async () => {
    const [left, right] = [await boxOf(code), await boxOf(output)];
    return right.x >= left.x + left.width - 1 && right.y < left.y + 2;
  };
  await expect.poll(isBeside).toBe(true);
  const fitsWindow = () =>
    page.evaluate(() => document.documentElement.scrollWidth <= innerWidth);
  expect(await fitsWindow()).toBe(true);
  for (const width of [1600, 1399, 360]) {
    await page.setViewportSize({ width, height: 900 });
    await expect.poll(isBeside, { message: `at ${width}` }).toBe(width >= 1600);
    expect(await fitsWindow(), `at ${width}`).toBe(true);
  }

  // With the contents closed, less is enough.
  await page.setViewportSize({ width: 1420, height: 900 });
  await expect.poll(isBeside).toBe(false);
  await page.getByRole('button', { name: 'Toggle Table' }).click();
  await expect.poll(isBeside).toBe(true);
  expect(await fitsWindow()).toBe(true);
  await page.getByRole('button', { name: 'Toggle Table' }).click();
});

test('a wide card is fit for use in all themes', async ({ card, page }) => {
  await page.setViewportSize({ width: 1900, height: 900 });
  await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText(`${'// a line\n'.repeat(90)}`);
  await page.keyboard.press('Control+Enter');
  await expect(lines(card)).toHaveText(/hello/);
  // The buttons stay in sight beside the output, too.
  const toolbar = card.getByRole('group', { name: 'Buttons of listing' });
  await page.keyboard.press('Control+Home');
  await expect(card.locator('.cm-line').first()).toBeInViewport();
  await expect(toolbar).toBeInViewport({ ratio: 1 });
  const within = '#listing-two_waits';
  await expectAccessible(page, within);
});
