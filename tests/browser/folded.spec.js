// A listing's output, its Python version and the rest of the program are
// folded below or around the code.
import { expect, test } from './fixtures.js';
import { skipQuestions } from './predictions.js';

const SHOW_WHOLE_LABEL = 'Show the whole program';
const SHOW_PART_LABEL = 'Show only the new part';

test('output, Python version and programs unfold', async ({ chapter }) => {
  // What follows an open question is hidden.
  await skipQuestions(chapter);
  await test.step('what a listing prints, and its Python version', async () => {
    const card = chapter.locator('#listing-two_waits');
    const output = card.locator('.listing-output pre');
    const python = card.locator('.listing-python pre');
    await expect(output).toBeHidden();
    await expect(python).toBeHidden();
    await card.getByText('What it prints').click();
    await expect(output).toContainText('3.50 s');
    await card.locator('.listing-python summary').focus();
    await chapter.keyboard.press('Space');
    await expect(python).toContainText('import time');
  });

  await test.step('what the compiler reports about a broken listing', async () => {
    const broken = chapter.locator('.listing-broken').first();
    await expect(broken).toContainText('Does not compile');
    const report = broken.locator('.listing-output pre');
    await expect(report).toBeVisible();
    await expect(report).toContainText('error[E');
    const code = report.locator('code');
    const isWide = () =>
      code.evaluate((box) => box.scrollWidth > box.clientWidth);
    expect(await isWide()).toBe(false);
    await broken.getByText('What the compiler says').click();
    await expect(report).toBeHidden();
  });

  await test.step('a program, and back', async () => {
    const button = chapter.locator('.whole-program').first();
    const code = chapter.locator('.whole-program + pre code').first();
    const hidden = code.locator('.boring').first();
    await expect(button).toHaveText(SHOW_WHOLE_LABEL);
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await expect(hidden).toBeHidden();

    await button.focus();
    await chapter.keyboard.press('Enter');
    await expect(button).toHaveText(SHOW_PART_LABEL);
    await expect(button).toHaveAttribute('aria-expanded', 'true');
    await expect(button).toBeFocused();
    await expect(hidden).toBeVisible();

    await button.click();
    await expect(hidden).toBeHidden();
  });

  await test.step('code shown whole has no such button', async () => {
    const folded = await chapter
      .locator('.whole-program + pre')
      .evaluateAll((all) =>
        all.map((pre) =>
          [...pre.querySelectorAll('.boring')].map((line) => line.textContent),
        ),
      );
    expect(folded).not.toEqual([]);
    const isCode = (/** @type {string | null} */ line) =>
      !/^\s*(\/\/.*)?\s*$/.test(line ?? '');
    for (const lines of folded) expect(lines.some(isCode)).toBe(true);
  });
});
