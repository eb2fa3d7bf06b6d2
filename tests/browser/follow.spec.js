// The drawn cycle of the event loop follows the recorded run beside it.
import { expect, test } from './fixtures.js';

test('the cycle steps along with a recorded run', async ({ page, address }) => {
  await page.goto(`${address}ch03-event-loop.html`);
  const card = page.locator('#listing-the_cycle');
  await card.scrollIntoViewIfNeeded();
  const picture = card.locator('.timeline svg').first();
  await expect(picture).toBeVisible();
  const marked = page.locator('svg[data-follows="the_cycle"] .is-now');
  await expect(marked).toHaveCount(0);

  const next = card.getByRole('button', { name: /next/i });
  const seen = [];
  for (let step = 0; step < 40 && (await next.isEnabled()); step += 1) {
    await next.click();
    const stages = await marked.evaluateAll((all) =>
      all.map((stage) => stage.dataset.stage),
    );
    expect(stages.length).toBeLessThan(2);
    if (stages[0] && stages[0] !== seen.at(-1)) seen.push(stages[0]);
  }
  // Round and round, for two timers.
  expect(seen.join(' ')).toContain('run look wake run look wake run');
  await expect(marked).toHaveCount(0);
});
