// The page and the true runner: nothing is pretended here.
import { button, lines, openEditor, status } from './fake.js';
import { expect, test as base } from './fixtures.js';
import { CHAPTER, ROOT, serve } from './workbook.js';

/** Where nothing was compiled before, the crates come first. */
const PREPARED_MS = 300_000;

const test = base.extend({
  card: async ({ page }, use) => {
    const book = await serve(ROOT, { run: true });
    const faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    await page.goto(book.entrance);
    await page.goto(`${book.address}${CHAPTER}.html`);
    const hello = () => page.request.get(`${book.address}api/hello`);
    await expect
      .poll(async () => (await (await hello()).json()).state, {
        timeout: PREPARED_MS,
      })
      .toBe('ready');
    await use(page.locator('#listing-blocking_read'));
    expect(faults).toEqual([]);
    await book.stop();
  },
});

test.setTimeout(PREPARED_MS + 60_000);

test('a reader runs, stops, changes and mends a listing', async ({
  card,
  page,
}) => {
  await button(card, 'Run').click();
  await expect(lines(card).first()).toHaveText(/^0\.\d\d s\w/);
  await expect(status(card)).toHaveText('Running');
  await button(card, 'Stop').click();
  await expect(status(card)).toHaveText(/^Stopped after 0\.\d\d s\.$/);

  const code = await openEditor(card);
  const write = async (program) => {
    await code.press('Control+a');
    await page.keyboard.insertText(program);
  };
  // The editor has its styles: the policy lets them pass.
  await expect(card.locator('.cm-scroller')).toHaveCSS('display', 'flex');
  await write('fn main() {\n    let x: u8 = "seven";\n}');
  await expect(card.locator('.problem')).toContainText('mismatched types');
  await expect(code.locator('.listing-line-error')).toContainText('"seven"');
  await page.keyboard.press('Control+Enter');
  await expect(status(card)).toContainText('does not compile');
  await expect(card.locator('.problem pre').first()).toContainText(
    'blocking_read.rs:2:',
  );

  await write('fn main() {\n    println!("<b>well</b>");\n    todo!();\n}');
  await page.keyboard.press('Control+Enter');
  await expect(card.getByRole('log')).toContainText('<b>well</b>');
  await expect(status(card)).toHaveText(/^ended, exit 101, \d/);
  await expect(card.locator('.run-panic')).not.toHaveCount(0);
  await expect(code.locator('.listing-line-warning')).toContainText('todo!');
});
