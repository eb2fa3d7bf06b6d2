// The workbook as the tests meet it: served from the tree they lie in, or
// from a copy that they may edit.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { expect } from '@playwright/test';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** What a book is built from. */
const BOOK_SOURCES = [
  ...['book.toml', 'src', 'listings', 'examples', 'exercises', 'page'],
  ...['theme', 'unstable'],
];

/** The page with all cards of the chapter that the tests look at. */
export const CHAPTER_PAGE = wholeChapterPage('ch01-waiting');

/** The page with its exercises. */
export const EXERCISES_PAGE = 'ch01-waiting/exercises';

/** A page of it with several headings and listings. */
export const SECTION_PAGE = 'ch01-waiting/service';

/** A page with a drawn figure that has words in it. */
export const FIGURE_PAGE = 'ch01-waiting/service-protocol';

/**
 * The page that has all of a chapter, without `.html`.
 * @param {string} slug
 */
export function wholeChapterPage(slug) {
  const isFolder = fs.existsSync(path.join(ROOT, 'src', slug));
  return isFolder ? `${slug}/whole-chapter` : slug;
}

export const THEMES = ['light', 'rust', 'coal', 'navy', 'ayu'];

/**
 * A running workbook; `entrance` is the address that lets a browser run
 * programs.
 * @typedef {object} Server
 * @property {string} address
 * @property {string} entrance
 * @property {() => Promise<void>} stop
 */

/**
 * Serves the book in `root` until `stop` is called.
 * @param {string} root
 * @param {{ port?: number, run?: boolean }} options port 0 lets the system
 *   choose; without `run` no page can run a program, and none is prepared
 * @returns {Promise<Server>}
 */
export async function serveBook(root, { port = 0, run = false } = {}) {
  const program = process.env.WORKBOOK;
  if (!program) throw new Error('WORKBOOK does not name the program');
  const serveArgs = ['--no-open', '--port', String(port), '--root', root];
  const child = spawn(
    path.resolve(program),
    run ? serveArgs : [...serveArgs, '--no-run'],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const exit = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const entrance = line.match(/http:\S+/)?.[0];
    if (!entrance) continue;
    const address = `${new URL(entrance).origin}/`;
    child.stdout.resume();
    const stop = async () => {
      child.kill();
      await exit;
    };
    return { address, entrance, stop };
  }
  throw new Error('the workbook exited before it printed its address');
}

/** A copy of the book's sources that a test may edit. */
export function copyBook() {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), 'workbook-'));
  for (const name of BOOK_SOURCES.filter((n) =>
    fs.existsSync(`${ROOT}/${n}`),
  )) {
    fs.cpSync(`${ROOT}/${name}`, `${root}/${name}`, {
      recursive: true,
      filter: (file) => path.basename(file) !== 'node_modules',
    });
  }
  return root;
}

/** Every page of the contents, and one that does not exist. */
export function readPagePaths() {
  const summary = fs.readFileSync(path.join(ROOT, 'src/SUMMARY.md'), 'utf8');
  const links = summary.matchAll(/\]\(([^)]*)\.md\)/g);
  return [...[...links].map(([, slug]) => `${slug}.html`), 'no-such-page.html'];
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
