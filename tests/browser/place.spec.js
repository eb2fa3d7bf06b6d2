// A reload keeps the place, whatever is above it.
import { button, endedEvent, openEditor, outEvent, started } from './fake.js';
import { boxOf, expect, test } from './fixtures.js';
import { CHAPTER_PAGE } from './workbook.js';

for (const width of [1280, 390]) {
  test(`drafts and lost outputs don't move the place, at ${width}`, async ({
    page,
    openPage,
    runner,
  }) => {
    await page.setViewportSize({ width, height: 700 });
    runner.program = async function* () {
      yield started();
      yield outEvent(1, 'a line\n'.repeat(30));
      yield endedEvent(2);
    };
    await openPage(CHAPTER_PAGE);
    const card = page.locator('#listing-two_waits');
    await openEditor(card);
    await page.keyboard.type('// mine\n');
    await button(card, 'Run').click();
    await expect(card.locator('.run-status')).toContainText('exit 0');
    // A block below the card, at the top of the window.
    const block = page.locator('#listing-two_waits + *');
    await block.evaluate((element) => element.scrollIntoView());
    await page.mouse.wheel(0, 40);
    await page.waitForTimeout(300);
    const before = await boxOf(block);

    await page.reload();
    await expect(card.getByRole('textbox')).toBeVisible();
    await expect
      .poll(async () => Math.abs((await boxOf(block)).y - before.y))
      .toBeLessThan(4);

    // Who scrolls meanwhile is not pulled back.
    await page.mouse.wheel(0, 300);
    await page.waitForTimeout(800);
    expect((await boxOf(block)).y).toBeLessThan(before.y - 100);
  });
}
