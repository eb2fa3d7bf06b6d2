// The pictures: their text is large enough, and stays where it belongs.
import { allPages, expect, test } from './workbook.js';

const SMALLEST_PX = 13;

for (const width of [1280, 360]) {
  test(`figures can be read at ${width} pixels`, async ({ page }) => {
    await page.setViewportSize({ width, height: 740 });
    const sizes = [];
    for (const path of await allPages(page)) {
      await page.goto(path);
      const texts = await textsOfFigures(page);
      sizes.push(...texts.map((text) => text.size));
      const outside = texts.filter((text) => text.isOutside);
      expect(outside, path).toEqual([]);
    }
    expect(sizes).not.toEqual([]);
    expect(Math.min(...sizes)).toBeGreaterThanOrEqual(SMALLEST_PX - 0.01);
  });
}

test('each figure says in words what it shows', async ({ chapter }) => {
  const figures = chapter.locator('figure svg');
  expect(await figures.count()).toBeGreaterThan(0);
  for (const figure of await figures.all()) {
    await expect(figure).toHaveRole('img');
    await expect(figure).toHaveAccessibleName(/\w+/);
  }
});

/** @param {import('@playwright/test').Page} page */
function textsOfFigures(page) {
  return page.locator('figure svg text').evaluateAll((all) =>
    all.map((text) => {
      const scale = text.getScreenCTM().a;
      const { left, right } = text.getBoundingClientRect();
      const frame = text.closest('figure').getBoundingClientRect();
      return {
        text: text.textContent,
        size: parseFloat(getComputedStyle(text).fontSize) * scale,
        isOutside: left < frame.left - 1 || right > frame.right + 1,
      };
    }),
  );
}
