// The workbook as the tests meet it: served from the tree they lie in, or
// from a copy that they may edit.
import { test as base } from '@playwright/test';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** What a book is built from. */
const SOURCES = ['book.toml', 'src', 'listings', 'examples', 'page', 'theme'];

/** The chapter that the tests look at. */
export const CHAPTER = 'ch01-waiting';

export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

/**
 * Serves the book in `root` until `stop` is called.
 * @param {string} root
 * @param {number} port 0 lets the system choose
 */
export async function serve(root, port = 0) {
  const program = process.env.WORKBOOK;
  if (!program) throw new Error('WORKBOOK does not name the program');
  const child = spawn(
    path.resolve(program),
    ['--no-open', '--port', String(port), '--root', root],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const ended = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const url = line.match(/http:\S+/)?.[0];
    if (!url) continue;
    const address = `${new URL(url).origin}/`;
    child.stdout.resume();
    const stop = async () => {
      child.kill();
      await ended;
    };
    return { address, stop };
  }
  throw new Error('the workbook ended before it said where it serves');
}

/** A copy of the book's sources that a test may edit. */
export function copyOfTheBook() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'workbook-'));
  for (const name of SOURCES.filter((n) => fs.existsSync(`${ROOT}/${n}`))) {
    fs.cpSync(`${ROOT}/${name}`, `${root}/${name}`, { recursive: true });
  }
  return root;
}

/** `test` with pages of the served book: `goto('/NAME.html')` works. */
export const test = base.extend({
  address: [
    async ({}, use) => {
      const book = await serve(ROOT);
      await use(book.address);
      await book.stop();
    },
    { scope: 'worker' },
  ],
  baseURL: async ({ address }, use) => use(address),
  chapter: async ({ page }, use) => {
    await page.goto(`/${CHAPTER}.html`);
    await use(page);
  },
});

export { expect } from '@playwright/test';

/**
 * Every page that a reader can reach, and one that does not exist.
 * @param {import('@playwright/test').Page} page
 */
export async function allPages(page) {
  await page.goto('/');
  const links = page.locator('.chapter a[href]:not(.header-in-summary)');
  const paths = await links.evaluateAll((all) =>
    all.map((a) => new URL(a.href).pathname),
  );
  return [...new Set(paths), '/no-such-page.html'];
}

/**
 * @param {import('@playwright/test').Page} page
 * @param {string} theme
 */
export function chooseTheme(page, theme) {
  return page.addInitScript((name) => {
    localStorage.setItem('mdbook-theme', name);
  }, theme);
}
