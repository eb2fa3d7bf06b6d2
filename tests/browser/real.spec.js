// The page and the true runner: nothing is pretended here, but that this
// folder's own progress is another's.
import * as fs from 'node:fs';
import { replaceCode } from './exercises.js';
import { button, openEditor, outputLines, status } from './fake.js';
import { test as base, expect } from './fixtures.js';
import { CHAPTER_PAGE, ROOT, serveBook } from './workbook.js';

/**
 * Where nothing was compiled before, the crates of the page's chapter come
 * first, beside the other tests.
 */
const PREPARATION_TIMEOUT_MS = 900_000;

/** It runs until it is stopped, however slow the machine is. */
const ENDLESS_PROGRAM = `fn main() {
    println!("waiting");
    std::thread::sleep(std::time::Duration::MAX);
}`;

/** Each task is spawned when the one before it has ended: `map` is lazy. */
const LAZY_GATHER = `pub async fn gather<T, F>(futures: Vec<F>) -> Vec<Option<T>>
where
    T: Send + 'static,
    F: Future<Output = T> + Send + 'static,
{
    let mut results = Vec::new();
    for task in futures.into_iter().map(|future| tokio::spawn(future)) {
        results.push(task.await.ok());
    }
    results
}

fn main() {}`;

const test = base.extend({
  card: async ({ page }, use) => {
    const book = await serveBook(ROOT, { run: true });
    /** @type {string[]} */
    const faults = [];
    page.on('pageerror', (error) => faults.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(message.text());
    });
    const json = { progress: { v: 1 }, notice: null };
    await page.route('**/api/progress**', (route) => route.fulfill({ json }));
    await page.goto(book.entrance);
    await page.goto(`${book.address}${CHAPTER_PAGE}.html`);
    // A first run waits until its chapter has been built.
    const card = page.locator('#listing-blocking_read');
    await button(card, 'Run').click();
    await expect(status(card)).toHaveText(/^ended, exit 0, /, {
      timeout: PREPARATION_TIMEOUT_MS,
    });
    await use(card);
    expect(faults).toEqual([]);
    await book.stop();
  },
});

test.setTimeout(PREPARATION_TIMEOUT_MS + 300_000);

test('a reader runs, changes, stops and fixes a listing', async ({
  card,
  page,
}) => {
  await button(card, 'Run').click();
  await expect(outputLines(card).first()).toHaveText(/^\d+\.\d\d s\w/);
  await expect(status(card)).toHaveText(/^ended, exit 0, \d+\.\d\d s/);

  const code = await openEditor(card);
  const replaceProgram = async (/** @type {string} */ program) => {
    await code.press('Control+a');
    await page.keyboard.insertText(program);
  };
  // The editor has its styles: the policy lets them pass.
  await expect(card.locator('.cm-scroller')).toHaveCSS('display', 'flex');
  await replaceProgram(ENDLESS_PROGRAM);
  await page.keyboard.press('Control+Enter');
  await expect(outputLines(card).first()).toContainText('waiting');
  await expect(status(card)).toHaveText('Running');
  await button(card, 'Stop').click();
  await expect(status(card)).toHaveText(/^Stopped after \d+\.\d\d s/);

  await replaceProgram('fn main() {\n    let x: u8 = "seven";\n}');
  await expect(card.locator('.problem')).toContainText('mismatched types');
  await expect(code.locator('.listing-line-error')).toContainText('"seven"');
  await page.keyboard.press('Control+Enter');
  await expect(status(card)).toContainText('does not compile');
  await expect(card.locator('.problem pre').first()).toContainText(
    'blocking_read.rs:2:',
  );

  await replaceProgram(
    'fn main() {\n    println!("<b>well</b>");\n    todo!();\n}',
  );
  await page.keyboard.press('Control+Enter');
  await expect(card.getByRole('log')).toContainText('<b>well</b>');
  await expect(status(card)).toHaveText(/^ended, exit 101, \d/);
  await expect(card.locator('.run-panic')).not.toHaveCount(0);
  await expect(code.locator('.listing-line-warning')).toContainText('todo!');
});

test('Stop is answered at once, however many windows are open', async ({
  card,
  page,
}) => {
  const windows = [];
  for (let n = 0; n < 19; n += 1) {
    const window = await page.context().newPage();
    await window.goto(page.url());
    windows.push(window);
  }
  const code = await openEditor(card);
  await code.press('Control+a');
  await page.keyboard.insertText(ENDLESS_PROGRAM);
  await page.keyboard.press('Control+Enter');
  await expect(status(card)).toHaveText('Running');
  await button(card, 'Stop').click();
  await expect(status(card)).toHaveText(/^Stopped after \d+\.\d\d s\.$/);
  for (const window of windows) await window.close();
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
      timeout: PREPARATION_TIMEOUT_MS,
    });
    const text = fs.readFileSync(`${folder}/${name}.rs`, 'utf8');
    const [solution] = text.split('\n#[cfg(test)]\n');
    await replaceCode(exercise, solution);
    await page.keyboard.press('Control+Enter');
    await expect(status(exercise)).toHaveText(/^Solved: all \d tests pass\.$/);
    await expect(exercise.locator('.exercise-solved')).toBeVisible();
  }
});

test('the timeline of a failed test shows tasks that wait in turn', async ({
  card,
  page,
}) => {
  await expect(card).toBeVisible();
  await page.goto(new URL('/ch04-tasks/exercises.html', page.url()).href);
  const exercise = page.locator('#exercise-own_gather');
  await replaceCode(exercise, LAZY_GATHER);
  await page.keyboard.press('Control+Enter');
  await expect(status(exercise)).toHaveText(/tests? fails?\.$/, {
    timeout: PREPARATION_TIMEOUT_MS,
  });
  const failed = exercise
    .getByRole('listitem')
    .filter({ hasText: 'all tasks wait at the same time' });
  await expect(failed).toContainText('but `gather` took 6 s');
  await button(failed, 'Show the timeline of this test').click();
  const timeline = failed.locator('.timeline');
  await expect(timeline).toBeVisible({ timeout: PREPARATION_TIMEOUT_MS });

  // Each task starts where the one before it ends.
  await timeline.locator('.timeline-text summary').click();
  const spawns = timeline.locator('.timeline-text li', { hasText: 'spawns' });
  await expect(spawns).toHaveText([
    /^0\.00 s: the test spawns future #1, line 7$/,
    /^3\.00 s: the test spawns future #2, line 7$/,
    /^4\.00 s: the test spawns future #3, line 7$/,
  ]);
});
