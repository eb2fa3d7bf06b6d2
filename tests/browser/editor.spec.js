// The editor: loaded when it is asked for, and kind to the keyboard.
import { button, openEditor, problem, status } from './fake.js';
import { expect, test } from './fixtures.js';

test('the keyboard alone edits and runs', async ({ card, runner, page }) => {
  /** @type {string[]} */
  const loaded = [];
  page.on('request', (request) => loaded.push(request.url()));
  expect(loaded.filter((url) => url.includes('/scripts/codemirror-'))).toEqual(
    [],
  );
  await button(card, 'Run').focus();
  await page.keyboard.press('Tab');
  await expect(button(card, 'Edit')).toBeFocused();
  await page.keyboard.press('Enter');
  const code = card.getByRole('textbox', { name: 'Code of listing two_waits' });
  await expect(code).toBeFocused();
  await expect(code).toHaveAccessibleDescription(/Escape leaves the editor/);
  expect(
    loaded.filter((url) => url.includes('/scripts/codemirror-')),
  ).toHaveLength(1);
  await expect(code.locator('.hljs-keyword').first()).toHaveText('use');
  await expect(code.locator('.cm-line').nth(3)).toBeInViewport();

  // None of these keys is mdBook's now, and Tab indents.
  const path = page.url();
  await page.keyboard.press('Control+Home');
  await page.keyboard.press('Tab');
  for (const key of ['ArrowRight', 'ArrowLeft', 'ArrowLeft', 's', '/', '?']) {
    await page.keyboard.press(key);
  }
  await expect(code.locator('.cm-line').first()).toContainText('s/?');
  await expect(code.locator('.cm-line').first()).toContainText(/^ +/);
  await expect(page.locator('#mdbook-search-wrapper')).toBeHidden();
  await expect(page.locator('#mdbook-help-container')).toBeHidden();
  expect(page.url()).toBe(path);

  await page.keyboard.press('Control+Enter');
  await expect(status(card)).toContainText('exit 0');
  expect(runner.jobs[0].source).toMatch(/^ .*s\/\?/);
  await page.keyboard.press('Escape');
  await expect(button(card, 'Run')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(button(card, 'Reset')).toBeFocused();
});

test('what is typed is checked when the typing pauses', async ({
  card,
  runner,
  page,
}) => {
  runner.check = ({ source }) =>
    source.includes('broken') ? [problem(1, 'not found in this scope')] : [];
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('broken;');
  await expect(code.locator('.listing-line-error')).toHaveText(/broken/);
  await expect(code.locator('.cm-lintRange-error')).toBeVisible();
  await expect(card.locator('.problem')).toContainText('not found in this');
  expect(runner.checked).toHaveLength(1);
  await button(card, 'line 1').click();
  await expect(code).toBeFocused();

  await page.keyboard.press('Control+z');
  await expect(card.locator('.problem')).toHaveCount(0);
  await expect(code.locator('.listing-line-error')).toHaveCount(0);
});

test('without the editor a plain field does', async ({
  card,
  runner,
  page,
}) => {
  await page.route('**/scripts/codemirror-*.js', (route) => route.abort());
  const field = await openEditor(card);
  await expect(field).toHaveClass('listing-field');
  await field.fill('fn main() {}');
  await expect(card.getByText('changed by you')).toBeVisible();
  await field.press('Control+Enter');
  await expect(status(card)).toContainText('exit 0');
  expect(runner.jobs[0].source).toBe('fn main() {}\n');
  await field.press('Escape');
  await expect(button(card, 'Run')).toBeFocused();
});

test('Tab passes through a draft until the reader edits it', async ({
  card,
  page,
}) => {
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('// mine\n');
  await page.reload();
  await expect(code).toContainText('// mine');
  const text = await code.textContent();
  await button(card, 'Reset').focus();
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(code).toBeFocused();
  for (const key of ['Tab', 'Shift+Tab', 'Shift+Tab', 'Tab', 'Tab']) {
    await page.keyboard.press(key);
  }
  await expect(code).not.toBeFocused();
  expect(await code.textContent()).toBe(text);

  // Who types or clicks there edits, and may indent.
  await page.keyboard.press('Shift+Tab');
  await expect(code).toBeFocused();
  await page.keyboard.press('Control+Home');
  await page.keyboard.type('x');
  await page.keyboard.press('Tab');
  await expect(code).toBeFocused();
  await expect(code.locator('.cm-line').first()).toHaveText(/^x? {4}/);
  await page.keyboard.press('Escape');
  await button(card, 'Run').focus();
  await code.click();
  await page.keyboard.press('Tab');
  await expect(code).toBeFocused();
});
