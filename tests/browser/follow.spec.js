// The drawn cycle of the event loop follows the recorded run beside it.
import { expect, test } from './fixtures.js';
import { wholeChapterPage } from './workbook.js';

/** @import { Page } from '@playwright/test' */

const CYCLE_FIGURE_SELECTOR = 'svg[data-follows="the_cycle"]';

/**
 * The stages that are marked, and whether each is in sight.
 * @param {Page} page
 */
async function readMarkedStages(page) {
  return page.locator(`${CYCLE_FIGURE_SELECTOR} .is-now`).evaluateAll((all) =>
    all.map((stage) => {
      const { x, y, width, height } = stage.getBoundingClientRect();
      const seen = document.elementFromPoint(x + width / 2, y + height - 4);
      // Firefox finds the label there, whose box is taller than its letters.
      const isLabel = seen?.matches('text, tspan') ?? false;
      const isSeen =
        seen === stage ||
        (isLabel && seen?.closest('svg') === stage.closest('svg'));
      return { name: stage.getAttribute('data-stage'), isSeen };
    }),
  );
}

for (const width of [1200, 390]) {
  test(`the cycle steps along in sight, at ${width}`, async ({
    page,
    address,
  }) => {
    await page.setViewportSize({ width, height: 800 });
    await page.goto(`${address}${wholeChapterPage('ch03-event-loop')}.html`);
    const card = page.locator('#listing-the_cycle');
    await card.scrollIntoViewIfNeeded();
    const picture = card.locator('.timeline svg').first();
    await expect(picture).toBeVisible();
    expect(await readMarkedStages(page)).toHaveLength(0);

    const next = card.getByRole('button', { name: /next/i });
    /** @type {(string | null)[]} */
    const names = [];
    for (let step = 0; step < 40 && (await next.isEnabled()); step += 1) {
      await next.click();
      const [now, ...others] = await readMarkedStages(page);
      expect(others).toHaveLength(0);
      if (!now) continue;
      await expect(next).toBeInViewport();
      expect(now.isSeen, `${now.name} is in sight at step ${step}`).toBe(true);
      if (now.name !== names.at(-1)) names.push(now.name);
    }
    // Round and round, for two timers.
    expect(names.join(' ')).toContain('run look wake run look wake run');
    expect(await readMarkedStages(page)).toHaveLength(0);
  });
}

test('the cycle is printed where it stands', async ({ page, address }) => {
  await page.goto(`${address}${wholeChapterPage('ch03-event-loop')}.html`);
  const card = page.locator('#listing-the_cycle');
  await card.scrollIntoViewIfNeeded();
  await card.getByRole('button', { name: /next/i }).click();
  const figure = page.locator('.follows > figure');
  await expect(figure).toHaveCSS('position', 'sticky');
  await page.emulateMedia({ media: 'print' });
  await expect(figure).toHaveCSS('position', 'static');
});
