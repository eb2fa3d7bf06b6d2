// The served book follows its sources.
import * as fs from 'node:fs';
import { expect, test as base } from './fixtures.js';
import { CHAPTER, serve } from './workbook.js';

const NEWS = 'A paragraph that was written just now.';

const test = base.extend({
  files: async ({ draft }, use) => {
    await use({
      chapter: chapterFile(draft.root, CHAPTER),
      introduction: chapterFile(draft.root, 'introduction'),
      stop: () => draft.server.stop(),
      restart: async () => {
        const port = Number(new URL(draft.address).port);
        draft.server = await serve(draft.root, { port });
      },
    });
  },
  page: async ({ page, draft }, use) => {
    await page.goto(`${draft.address}${CHAPTER}.html`);
    await use(page);
  },
});

// They edit the same book.
test.describe.configure({ mode: 'default' });

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
  files,
}) => {
  await page.setViewportSize({ width: 1280, height: 320 });
  const output = page.locator('.listing-output').first();
  await output.locator('summary').click();
  await page.locator('.whole-program').first().click();
  const sidebar = page.locator('mdbook-sidebar-scrollbox');
  await sidebar.evaluate((box) => (box.scrollTop = 60));
  await page.evaluate(() => {
    scrollTo(0, 1500);
    window.untouched = true;
  });

  // Another page is none of its business: it asks, and stays.
  const asked = page.waitForResponse((r) => r.url() === page.url());
  files.introduction.append(NEWS);
  await (await asked).finished();
  expect(await page.evaluate(() => window.untouched)).toBe(true);

  files.chapter.append(NEWS);
  await expect(page.getByText(NEWS)).toBeAttached();
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(1500);
  expect(await sidebar.evaluate((box) => box.scrollTop)).toBe(60);
  await expect(output).toHaveAttribute('open');
  const whole = page.locator('.whole-program').first();
  await expect(whole).toHaveAttribute('aria-expanded', 'true');
  files.chapter.mend();
  await expect(page.getByText(NEWS)).toHaveCount(0);
});

test('a fault shows a banner and keeps the last good page', async ({
  page,
  files,
}) => {
  const heading = await page.locator('main h1').textContent();
  const banner = page.getByRole('alert');
  files.chapter.append('{{#listing <b>nowhere</b>}}');
  await expect(banner).toContainText('there is no listing `<b>nowhere</b>`');
  await expect(banner).toBeInViewport();
  await expect(page.locator('main h1')).toHaveText(heading ?? '');

  await banner.getByRole('button', { name: 'Close' }).focus();
  await page.keyboard.press('Enter');
  await expect(banner).toBeHidden();
  files.chapter.append('{{#listing nobody}}');
  await expect(banner).toContainText('nobody');

  files.chapter.mend();
  await expect(banner).toBeHidden();
});

test('a page waits in silence for a workbook that ended', async ({
  page,
  files,
}) => {
  const errors = [];
  page.on('pageerror', (error) => errors.push(error));
  page.on('dialog', (dialog) => errors.push(dialog.message()));
  await files.stop();
  files.chapter.append(NEWS);
  await files.restart();
  await expect(page.getByText(NEWS)).toBeAttached({ timeout: 15_000 });
  await expect(page.getByRole('alert')).toBeHidden();
  expect(errors).toEqual([]);
});
