// A broken listing that the reader repairs, and a line that the prose names.
import { expectAccessible } from './axe.js';
import {
  button,
  endedEvent,
  errorDiagnostic,
  started,
  status,
} from './fake.js';
import { expect, test } from './fixtures.js';
import { CHAPTER_PAGE } from './workbook.js';

const BROKEN_LISTING = 'borrowed_client';

test('a repaired listing says so until it is reset', async ({
  page,
  fake,
  runner,
}) => {
  runner.cards = [`listing-${BROKEN_LISTING}`];
  runner.check = ({ source }) =>
    source.includes('repaired') ? [] : [errorDiagnostic(4, 'no')];
  runner.program = async function* ({ source }) {
    if (source.includes('repaired')) {
      yield started();
      yield endedEvent(7);
      return;
    }
    yield { event: 'diagnostic', ...errorDiagnostic(4, 'no') };
    yield endedEvent(null, null, 'not-compiled', 'It does not compile.');
  };
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  const card = page.locator(`#listing-${BROKEN_LISTING}`);
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText('It does not compile.');
  const mark = card.locator('.listing-broken-mark');
  await expect(mark).toContainText('Does not compile');

  await button(card, 'Edit').click();
  await expect(card.getByRole('textbox')).toBeFocused();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('// repaired\n');
  await expect(mark).toContainText('Repaired by you: it compiles now');
  await expectAccessible(page, `#listing-${BROKEN_LISTING} .listing-head`);
  await page.setViewportSize({ width: 360, height: 740 });
  await expect(mark).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('broken again');
  await expect(mark).toContainText('Does not compile');

  // After a reload there is no check until the reader runs it.
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText('// repaired');
  await page.reload();
  await expect(mark).toContainText('Does not compile');
  await button(card, 'Run').click();
  await expect(mark).toContainText('Repaired by you');
  await button(card, 'Reset').click();
  await expect(mark).toContainText('Does not compile');
});

for (const width of [1280, 360]) {
  test(`a line number in the prose points at its line, at ${width}`, async ({
    page,
    openPage,
  }) => {
    await page.setViewportSize({ width, height: 740 });
    await openPage('ch00-timelines/lanes');
    const card = page.locator('#listing-first_timeline');
    await button(card, 'Run').waitFor();
    await page.context().setOffline(true);
    await page.getByRole('link', { name: 'line 8' }).focus();
    await page.keyboard.press('Enter');
    const mark = card.locator('.line-mark-here');
    await expect(mark).toBeInViewport();
    const marked = await mark.evaluate((mark) => {
      const { top, height } = mark.getBoundingClientRect();
      const code = mark.parentElement?.querySelector('code');
      const { left } = /** @type {Element} */ (code).getBoundingClientRect();
      const range = document.caretRangeFromPoint(left + 90, top + height / 2);
      return range?.startContainer.parentElement?.closest('code, span, a')
        ?.parentElement?.textContent;
    });
    expect(marked).toContain('sleep(Duration::from_secs(1)).await');
    await page.context().setOffline(false);
    await page.keyboard.press('Tab');
    await expect(mark).toHaveCount(0);
  });
}
