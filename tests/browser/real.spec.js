// The page and the true runner: nothing is pretended here, but that this
// folder's own progress is another's.
import * as fs from 'node:fs';
import { write } from './exercises.js';
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
    const json = { progress: { v: 1 }, notice: null };
    await page.route('**/api/progress**', (route) => route.fulfill({ json }));
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

test('a reader solves the exercises of the chapter', async ({ card, page }) => {
  await expect(card).toBeVisible();
  const folder = `${ROOT}/exercises/solutions/ch01_waiting`;
  const names = fs.readdirSync(folder).map((name) => name.replace('.rs', ''));
  expect(names.length).toBeGreaterThanOrEqual(3);
  for (const name of names) {
    const exercise = page.locator(`#exercise-${name}`);
    await button(exercise, 'Check').focus();
    await page.keyboard.press('Enter');
    await expect(status(exercise)).toHaveText(/tests? fails?\.$/, {
      timeout: PREPARED_MS,
    });
    const text = fs.readFileSync(`${folder}/${name}.rs`, 'utf8');
    const [solution] = text.split('\n#[cfg(test)]\n');
    await write(exercise, solution);
    await page.keyboard.press('Control+Enter');
    await expect(status(exercise)).toHaveText(/^Solved: all \d tests pass\.$/);
    await expect(exercise.locator('.exercise-solved')).toBeVisible();
  }
});
