// The served book follows its sources.
import * as fs from 'node:fs';
import { test as base } from '@playwright/test';
import { CHAPTER, copyOfTheBook, expect, serve } from './workbook.js';

const NEWS = 'A paragraph that was written just now.';

/** `test` with a book of its own to edit. */
const test = base.extend({
  book: async ({ page }, use) => {
    const root = copyOfTheBook();
    let server = await serve(root);
    await page.goto(`${server.address}${CHAPTER}.html`);
    await use({
      address: server.address,
      chapter: chapterFile(root, CHAPTER),
      introduction: chapterFile(root, 'introduction'),
      stop: () => server.stop(),
      restart: async () => {
        server = await serve(root, Number(new URL(server.address).port));
      },
    });
    await server.stop();
    fs.rmSync(root, { recursive: true });
  },
});

/** A chapter to append to, and to put back as it was. */
function chapterFile(root, name) {
  const file = `${root}/src/${name}.md`;
  const text = fs.readFileSync(file, 'utf8');
  return {
    append: (more) => fs.writeFileSync(file, `${text}\n\n${more}\n`),
    mend: () => fs.writeFileSync(file, text),
  };
}

test('an edit refreshes the page where it is being read', async ({
  page,
  book,
}) => {
  await page.setViewportSize({ width: 1280, height: 320 });
  const output = page.locator('.listing-output').first();
  await output.locator('summary').click();
  await page.locator('.whole-program').first().click();
  const sidebar = page.locator('mdbook-sidebar-scrollbox');
  await sidebar.evaluate((box) => (box.scrollTop = 60));
  await page.evaluate(() => scrollTo(0, 1500));

  book.chapter.append(NEWS);
  await expect(page.getByText(NEWS)).toBeAttached();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(1500);
  expect(await sidebar.evaluate((box) => box.scrollTop)).toBe(60);
  await expect(output).toHaveAttribute('open');
  await expect(page.locator('.whole-program').first()).toHaveAttribute(
    'aria-expanded',
    'true',
  );
});

test('a page that did not change is left alone', async ({ page, book }) => {
  await page.evaluate(() => (window.untouched = true));
  const other = await page.context().newPage();
  await other.goto(`${book.address}introduction.html`);
  book.introduction.append(NEWS);
  await expect(other.getByText(NEWS)).toBeAttached();
  await page.bringToFront();
  await page.waitForTimeout(300);
  expect(await page.evaluate(() => window.untouched)).toBe(true);
});

test('a fault shows a banner and keeps the last good page', async ({
  page,
  book,
}) => {
  const heading = await page.locator('main h1').textContent();
  const banner = page.getByRole('alert');
  book.chapter.append('{{#listing <b>nowhere</b>}}');
  await expect(banner).toContainText('there is no listing `<b>nowhere</b>`');
  await expect(banner).toBeInViewport();
  await expect(page.locator('main h1')).toHaveText(heading ?? '');

  book.chapter.mend();
  await expect(banner).toBeHidden();
});

test('the banner closes by keyboard and comes for a new fault', async ({
  page,
  book,
}) => {
  const banner = page.getByRole('alert');
  book.chapter.append('{{#listing nowhere}}');
  await banner.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('Enter');
  await expect(banner).toBeHidden();
  book.chapter.append('{{#listing nobody}}');
  await expect(banner).toContainText('nobody');
});

test('a page waits in silence for a workbook that ended', async ({
  page,
  book,
}) => {
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  page.on('dialog', (dialog) => errors.push(dialog.message()));
  await book.stop();
  book.chapter.append(NEWS);
  await book.restart();
  await expect(page.getByText(NEWS)).toBeAttached({ timeout: 15_000 });
  await expect(page.getByRole('alert')).toBeHidden();
  expect(errors).toEqual([]);
});
