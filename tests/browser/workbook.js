// The workbook as the tests meet it: served from the tree they lie in, or
// from a copy that they may edit.
import { expect } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** What a book is built from. */
const SOURCES = [
  ...['book.toml', 'src', 'listings', 'examples', 'exercises', 'page'],
  'theme',
];

/** The chapter that the tests look at. */
export const CHAPTER = 'ch01-waiting';

export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

/**
 * Serves the book in `root` until `stop` is called.
 * @param {string} root
 * @param {{ port?: number, run?: boolean }} wishes port 0 lets the system
 *   choose; without `run` no page can run a program, and none is prepared
 */
export async function serve(root, { port = 0, run = false } = {}) {
  const program = process.env.WORKBOOK;
  if (!program) throw new Error('WORKBOOK does not name the program');
  const wishes = ['--no-open', '--port', String(port), '--root', root];
  const child = spawn(
    path.resolve(program),
    run ? wishes : [...wishes, '--no-run'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const entrance = line.match(/http:\S+/)?.[0];
    if (!entrance) continue;
    const address = `${new URL(entrance).origin}/`;
    child.stdout.resume();
    const stop = async () => {
      child.kill();
      await ended;
    };
    return { address, entrance, stop };
  }
  throw new Error('the workbook ended before it said where it serves');
}

/** A copy of the book's sources that a test may edit. */
export function copyOfTheBook() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'workbook-'));
  for (const name of SOURCES.filter((n) => fs.existsSync(`${ROOT}/${n}`))) {
    fs.cpSync(`${ROOT}/${name}`, `${root}/${name}`, {
      recursive: true,
      filter: (file) => path.basename(file) !== 'node_modules',
    });
  }
  return root;
}

/**
 * Every page that a reader can reach, and one that does not exist.
 * @param {import('@playwright/test').Page} page
 * @param {string} address
 */
export async function allPages(page, address) {
  await page.goto(address);
  const links = page.locator('.chapter a[href]:not(.header-in-summary)');
  const found = await links.evaluateAll((all) =>
    all.map((a) => a.href),
  );
  return [...new Set(found), `${address}no-such-page.html`];
}

/**
 * As a click on its name in mdBook's menu does.
 * @param {import('@playwright/test').Page} page
 * @param {string} theme
 */
export async function chooseTheme(page, theme) {
  await page.evaluate((id) => {
    document.getElementById(id)?.click();
  }, `mdbook-theme-${theme}`);
  await expect(page.locator('html')).toContainClass(theme);
}
