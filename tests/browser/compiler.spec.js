// What the compiler finds in an edited listing: beside its line, counted in the
// toolbar, explained, and fixed with one click.
import { expectAccessible } from './axe.js';
import {
  button,
  endedEvent,
  errorDiagnostic,
  openEditor,
  status,
} from './fake.js';
import { boxOf, expect, test } from './fixtures.js';

/** @import { Runner } from './fake.js' */

const CARD_SELECTOR = '#listing-two_waits';

/** Long enough that no window shows all of it. */
const LONG_PROGRAM = `broken;\n${'// a line\n'.repeat(80)}`;

/** @param {Runner} runner */
function reportBrokenLines(runner) {
  runner.check = ({ source }) =>
    source.split('\n').flatMap((line, index) => {
      if (!line.startsWith('broken')) return [];
      return [errorDiagnostic(index + 1, 'cannot find `broken` here', [1, 7])];
    });
}

/** A fix as rustc suggests it: `broken` becomes `mended`. */
function createFixableDiagnostic(line = 1) {
  const place = { line_start: line, line_end: line };
  const part = { ...place, column_start: 1, column_end: 7, text: 'mended' };
  const fix = { message: 'use another name', replacements: [part] };
  return { ...errorDiagnostic(line, 'cannot find it', [1, 7]), fixes: [fix] };
}

test('an error stands below its line and in the toolbar', async ({
  card,
  runner,
  page,
}) => {
  reportBrokenLines(runner);
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('broken;\n\nbroken;\n');
  const messages = code.locator('.listing-message');
  await expect(messages).toHaveText([
    'cannot find `broken` here: here',
    'cannot find `broken` here: here',
  ]);
  const line = await boxOf(code.locator('.cm-line').first());
  const message = await boxOf(messages.first());
  expect(Math.abs(message.y - line.y - line.height)).toBeLessThan(6);
  // A screen reader reads it in the list below, not within the program.
  const hidden = code.locator('[aria-hidden="true"] > .listing-message');
  await expect(hidden).toHaveCount(2);
  await expect(card.locator('.problem')).toHaveCount(2);

  const count = button(card, '2 errors, first in line 1');
  await count.focus();
  for (const number of [1, 3, 1]) {
    await count.click();
    await expect(code).toBeFocused();
    await expect(card.locator('.cm-line').nth(number - 1)).toBeInViewport();
  }
  await page.keyboard.press('Control+z');
  await expect(messages).toHaveCount(0);
  await expect(card.locator('.problem-count')).toBeHidden();
});

for (const width of [1280, 360]) {
  test(`the toolbar stays in sight of a long program, at ${width}`, async ({
    card,
    runner,
    page,
  }) => {
    reportBrokenLines(runner);
    await page.setViewportSize({ width, height: 700 });
    // In a narrow window, the contents would cover the page.
    await page.reload();
    const code = await openEditor(card);
    const toolbar = card.getByRole('group', { name: 'Buttons of listing' });
    await page.keyboard.press('Control+Home');
    await page.keyboard.insertText(LONG_PROGRAM);
    await page.keyboard.press('Control+Home');
    await expect(card.locator('.cm-line').first()).toBeInViewport();
    await expect(toolbar).toBeInViewport({ ratio: 1 });
    await expect(button(card, '1 error in line 1')).toBeInViewport();
    // The cursor is never behind it.
    for (let i = 0; i < 40; i += 1) await page.keyboard.press('ArrowDown');
    const isClear = () =>
      page.evaluate(() => {
        const node = getSelection()?.focusNode;
        const element = node instanceof Element ? node : node?.parentElement;
        const line = element?.closest('.cm-line')?.getBoundingClientRect();
        const bar = document
          .querySelector('.listing-editor:not([hidden]) ~ .listing-toolbar')
          ?.getBoundingClientRect();
        if (!line || !bar) throw new Error('there is no line or no toolbar');
        return line.top > 0 && line.bottom <= bar.top;
      });
    await expect.poll(isClear).toBe(true);

    const message = card.locator('.listing-message');
    await page.keyboard.press('Control+Home');
    await expect(message).toBeInViewport();
    const right = await boxOf(message);
    expect(right.x + right.width).toBeLessThanOrEqual(width);
    await page.context().setOffline(true);
    await page.keyboard.press('Control+Enter');
    await expect(toolbar).toBeInViewport({ ratio: 1 });
    await page.context().setOffline(false);
    await button(card, 'Reset').click();
    await expect(code).toHaveCount(0);
    await page.emulateMedia({ media: 'print' });
    await expect(toolbar).toBeHidden();
  });
}

test('Edit and Reset keep the code in its place', async ({ card, page }) => {
  const shown = card.getByText('let city = ask()');
  const before = await boxOf(shown);
  await openEditor(card);
  const edited = card.locator('.cm-line').nth(3);
  await expect(edited).toContainText('let city');
  const during = await boxOf(edited);
  const middleOf = (/** @type {{ y: number, height: number }} */ box) =>
    box.y + box.height / 2;
  expect(Math.abs(middleOf(during) - middleOf(before))).toBeLessThan(8);
  await page.keyboard.press('Escape');
  await button(card, 'Reset').click();
  const after = await boxOf(shown);
  expect(Math.abs(middleOf(after) - middleOf(before))).toBeLessThan(8);
});

/**
 * What the workbook reports first if it has stopped rustc.
 * @param {string} message
 * @param {import('../../page/src/runner/events.js').Span[]} spans
 */
function createLimitDiagnostic(message, spans) {
  const rendered = `error: ${message}\n`;
  return { ...errorDiagnostic(1, message), code: null, rendered, spans };
}

test('a limit of the compiler is named while the reader types', async ({
  card,
  runner,
  page,
}) => {
  const memory =
    'Compiling was stopped: it used more than 2048 MB of memory, which is ' +
    'the limit.';
  const time = 'Compiling was stopped: it ran for 30 s, which is the limit.';
  runner.check = ({ source }) => {
    if (source.startsWith('slow')) return [createLimitDiagnostic(time, [])];
    if (!source.startsWith('large')) return [];
    const cause = errorDiagnostic(1, 'recursion limit reached', [1, 6]);
    const message = `${memory} See line 1: recursion limit reached.`;
    return [createLimitDiagnostic(message, cause.spans), cause];
  };
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('large!();\n');
  const problems = card.locator('.problem');
  await expect(problems).toHaveCount(2);
  await expect(problems.first()).toContainText(memory);
  await expect(code.locator('.listing-message').first()).toContainText(memory);
  await button(card, '2 errors, first in line 1').click();
  await expect(code).toBeFocused();
  await expectAccessible(page, CARD_SELECTOR);

  // Without a line, the sentence stands below the program.
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('slow();\n');
  await expect(problems).toHaveCount(1);
  await expect(problems).toContainText(time);
  await expect(problems).toBeVisible();
  await expect(code.locator('.listing-message')).toHaveCount(0);
  await expect(card.locator('.problem-count')).toBeHidden();
});

test('an error code leads to its explanation', async ({ card, runner }) => {
  runner.program = async function* () {
    yield { event: 'diagnostic', ...errorDiagnostic(4, 'no') };
    yield endedEvent(null, null, 'not-compiled', 'It does not compile.');
  };
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText('It does not compile.');
  const link = card.locator('.problem').getByRole('link', { name: 'E0425' });
  await expect(link).toHaveAttribute(
    'href',
    'https://doc.rust-lang.org/error_codes/E0425.html',
  );
});

test('a fix of the compiler is made with one click and undone', async ({
  card,
  runner,
  page,
}) => {
  runner.check = ({ source }) =>
    source.startsWith('broken') ? [createFixableDiagnostic()] : [];
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('broken;\n');
  const fix = button(card, 'Fix: use another name');
  await fix.focus();
  await page.keyboard.press('Enter');
  await expect(code.locator('.cm-line').first()).toHaveText('mended;');
  await expect(code).toBeFocused();
  await expect(card.locator('.problem')).toHaveCount(0);
  await expect(card.getByText('changed by you')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(code.locator('.cm-line').first()).toHaveText('broken;');
});

test('a fix for an older text is not made', async ({ card, runner, page }) => {
  runner.check = () => [createFixableDiagnostic()];
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('broken;\n');
  const fix = button(card, 'Fix: use another name');
  await fix.waitFor();
  // The next check never answers.
  runner.check = () => /** @type {any} */ (new Promise(() => {}));
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('// first\n');
  await fix.click();
  await expect(card.getByText('Not changed: the code is no')).toBeVisible();
  await expect(code.locator('.cm-line').nth(1)).toHaveText('broken;');
});

test('messages and fixes are readable in all themes', async ({
  card,
  runner,
  page,
}) => {
  const warning = { ...errorDiagnostic(3, 'unused', [1, 4]), level: 'warning' };
  runner.check = () => [createFixableDiagnostic(), warning];
  const code = await openEditor(card);
  await page.keyboard.press('Control+Home');
  await page.keyboard.insertText('broken;\n');
  await expect(code.locator('.listing-message')).toHaveCount(2);
  await expectAccessible(page, CARD_SELECTOR);
});
