// What a listing prints, its asyncio twin and the rest of the program lie
// folded below or around the code.
import { expect, test } from './fixtures.js';

const WHOLE = 'Show the whole program';
const PART = 'Show only the new part';

test('output, twin and programs unfold', async ({ chapter }) => {
  await test.step('what a listing prints, and its twin', async () => {
    const card = chapter.locator('#listing-two_waits');
    const output = card.locator('.listing-output pre');
    const twin = card.locator('.listing-twin pre');
    await expect(output).toBeHidden();
    await expect(twin).toBeHidden();
    await card.getByText('What it prints').click();
    await expect(output).toContainText('3.50 s');
    await card.locator('.listing-twin summary').focus();
    await chapter.keyboard.press('Space');
    await expect(twin).toContainText('import time');
  });

  await test.step('what the compiler says of a broken one', async () => {
    const broken = chapter.locator('.listing-broken').first();
    await expect(broken).toContainText('Does not compile');
    const words = broken.locator('.listing-output pre');
    await expect(words).toBeVisible();
    await expect(words).toContainText('error[E');
    const code = words.locator('code');
    const isWide = () =>
      code.evaluate((box) => box.scrollWidth > box.clientWidth);
    expect(await isWide()).toBe(false);
    await broken.getByText('What the compiler says').click();
    await expect(words).toBeHidden();
  });

  await test.step('a program, and back', async () => {
    const button = chapter.locator('.whole-program').first();
    const code = chapter.locator('.whole-program + pre code').first();
    const hidden = code.locator('.boring').first();
    await expect(button).toHaveText(WHOLE);
    await expect(button).toHaveAttribute('aria-expanded', 'false');
    await expect(hidden).toBeHidden();

    await button.focus();
    await chapter.keyboard.press('Enter');
    await expect(button).toHaveText(PART);
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
    const isCode = (line) => !/^\s*(\/\/.*)?\s*$/.test(line ?? '');
    for (const lines of folded) expect(lines.some(isCode)).toBe(true);
  });
});
