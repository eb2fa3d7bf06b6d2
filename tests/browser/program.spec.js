// The button that unfolds the program around the part that is shown.
import { expect, test } from './workbook.js';

const WHOLE = 'Show the whole program';
const PART = 'Show only the new part';

/** The first block of code that does not show all its lines. */
function folded(page) {
  const code = page.locator('.whole-program + pre code').first();
  const button = page.locator('.whole-program').first();
  return { button, hidden: code.locator('.boring').first() };
}

test('a program opens and folds again', async ({ chapter }) => {
  const { button, hidden } = folded(chapter);
  await expect(button).toHaveText(WHOLE);
  await expect(button).toHaveAttribute('aria-expanded', 'false');
  await expect(hidden).toBeHidden();

  await button.click();
  await expect(button).toHaveText(PART);
  await expect(button).toHaveAttribute('aria-expanded', 'true');
  await expect(hidden).toBeVisible();

  await button.click();
  await expect(hidden).toBeHidden();
});

test('the keyboard opens a program', async ({ chapter }) => {
  const { button, hidden } = folded(chapter);
  await button.focus();
  await chapter.keyboard.press('Enter');
  await expect(hidden).toBeVisible();
  await expect(button).toBeFocused();
});

test('code that is shown whole has no such button', async ({ chapter }) => {
  for (const button of await chapter.locator('.whole-program').all()) {
    const lines = await button.locator('+ pre .boring').allTextContents();
    const code = lines.filter((line) => !/^\s*(\/\/.*)?\s*$/.test(line));
    expect(code).not.toEqual([]);
  }
});
