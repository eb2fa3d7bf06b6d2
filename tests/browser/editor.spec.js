// The editor: loaded when it is asked for, and kind to the keyboard.
import { expectAccessible, findAccessibilityFaults } from './axe.js';
import { button, errorDiagnostic, openEditor, status } from './fake.js';
import { boxOf, expect, test } from './fixtures.js';
import { chooseTheme, THEMES } from './workbook.js';

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
  await expect(code).toHaveAccessibleDescription(/Esc leaves the editor/);
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
    source.includes('broken')
      ? [errorDiagnostic(1, 'not found in this scope')]
      : [];
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

test('the keys are shown while the editor has the focus', async ({
  card,
  page,
}) => {
  const code = await openEditor(card);
  const keys = card.locator('.listing-keys');
  await expect(keys).toHaveText(
    'Ctrl+Enter runs it, Esc leaves the editor, Tab indents',
  );
  await expect(keys).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toBeHidden();
  // A reader who only passes through the editor leaves it with Tab.
  await button(card, 'Run').focus();
  await page.keyboard.press('Shift+Tab');
  await expect(code).toBeFocused();
  await expect(keys).toContainText('Tab moves on');
  await page.keyboard.press('Tab');
  await expect(code).not.toBeFocused();

  for (const theme of THEMES) {
    await chooseTheme(page, theme);
    await code.focus();
    const within = '#listing-two_waits .listing-code';
    expect(await findAccessibilityFaults(page, { within }), theme).toEqual([]);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  // The sidebar that was open on the desk moves the card, so only its own
  // edge counts.
  const measureRoom = async () => {
    const [inner, outer] = [await boxOf(keys), await boxOf(card)];
    expect(outer.width).toBeLessThanOrEqual(360);
    return outer.x + outer.width - (inner.x + inner.width);
  };
  await expect.poll(measureRoom).toBeGreaterThanOrEqual(0);
});

test('the help with keys lists those of the cards too', async ({
  card,
  page,
}) => {
  await expect(card).toBeVisible();
  await page.context().setOffline(true);
  await page.keyboard.press('?');
  const help = page.locator('#mdbook-help-popup');
  await expect(help).toContainText('to search in the book');
  await expect(help).toContainText('Press Ctrl+Enter to run the listing');
  await expect(help).toContainText('In a timeline');
  await page.context().setOffline(false);
  await expectAccessible(page, '#mdbook-help-popup');
  await page.setViewportSize({ width: 360, height: 500 });
  const { height } = await boxOf(help);
  expect(height).toBeLessThanOrEqual(500);
  await page.keyboard.press('Escape');
  await expect(help).toBeHidden();
});
