// An exercise in the page, with the keyboard only: solved, failed, helped
// with, and put back.
import { expectAccessible } from './axe.js';
import {
  CODE_LINE_COUNT,
  checkAndExpectStatus,
  checkStartedEvent,
  compilingEvent,
  EXERCISE,
  failedCheckEvents,
  openExercise,
  replaceCode,
  solvedCheckEvents,
  TEST_NAMES,
  testStartedEvent,
} from './exercises.js';
import {
  button,
  createGate,
  DISCONNECT_EVENT,
  errorDiagnostic,
  LISTING,
  status,
  verdictEvent,
} from './fake.js';
import {
  boxOf,
  CLIPBOARD_REASON,
  expect,
  expectFitsOnPhone,
  expectNoOverflow,
  test,
} from './fixtures.js';
import { timeline } from './timelines.js';

const READERS_CODE = 'fn timed() {}\nfn main() {}';
const CARD_SELECTOR = `#exercise-${EXERCISE}`;

test('an exercise is solved from end to end', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = solvedCheckEvents;
  const card = await openExercise(page, fake);
  await expect(card.locator('.exercise-solved')).toHaveCount(0);
  await button(card, 'Check').focus();
  await page.keyboard.press('Tab');
  await expect(button(card, 'Edit')).toBeFocused();
  await page.keyboard.press('Enter');
  const code = card.getByRole('textbox', { name: `Code of exercise` });
  await expect(code).toBeFocused();
  await expect(code).toContainText('TODO');
  await expect(code).not.toContainText('cfg(test)');

  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(READERS_CODE);
  await checkAndExpectStatus(card, 'Solved: all 2 tests pass.');
  const items = card.getByRole('listitem');
  await expect(items).toHaveText([
    'a wait is measuredpassed, 0.06 s',
    'waits add uppassed, 0.06 s',
  ]);
  await expect(card.locator('.exercise-solved')).toHaveText('solved');
  await expect.poll(() => runner.progress.solved?.[EXERCISE]?.at).toBeTruthy();
  expect(runner.jobs[0].exercise).toBe(EXERCISE);
  expect(runner.jobs[0].source).toMatch(
    /^fn timed\(\) \{\}\nfn main\(\) \{\}\n\n#\[cfg\(test\)\]\nmod tests \{/,
  );
  await page.keyboard.press('Escape');
  await expect(button(card, 'Check')).toBeFocused();
  await page.reload();
  await expect(card.locator('.exercise-solved')).toBeVisible();
  await expect(code).toContainText('timed');
});

test('a failure is told with its message and its line', async ({
  page,
  fake,
  runner,
}) => {
  const below = CODE_LINE_COUNT + 15;
  runner.exercise = failedCheckEvents(9, below);
  const card = await openExercise(page, fake);
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, '2 of 2 tests fail.');
  const [first, second] = [0, 1].map((i) => card.getByRole('listitem').nth(i));
  await expect(first).toContainText('the board says 0 ms');
  await first.locator('summary').press('Enter');
  await expect(first.locator('pre')).toContainText('asked');
  await expect(card.locator('.line-mark').first()).toBeVisible();

  // The line of a test is shown there, and unfolds them.
  await expect(card.locator('.exercise-tests pre')).toBeHidden();
  await button(second, `line ${below}`).press('Enter');
  const mark = card.locator('.exercise-tests .line-mark');
  await expect(mark).toBeInViewport();
  const shown = await mark.evaluate((mark) => {
    const { top, height } = mark.getBoundingClientRect();
    const code = mark.parentElement?.querySelector('code');
    if (!code) throw new Error('the mark is in no code');
    const { left } = code.getBoundingClientRect();
    const range = document.caretRangeFromPoint(left + 60, top + height / 2);
    if (!range) throw new Error('there is no text at the mark');
    const before = document.createRange();
    before.setStart(code, 0);
    before.setEnd(range.endContainer, range.endOffset);
    return before.toString().split('\n').length;
  });
  expect(shown).toBe(below - CODE_LINE_COUNT - 1);

  await button(card, 'Edit').press('Enter');
  const code = card.getByRole('textbox');
  await expect(
    code.locator('.listing-line-panic, [class*=listing-line]'),
  ).toHaveCount(1);
  await button(first, 'line 9').press('Enter');
  await expect(code).toBeFocused();
});

test('a failed test shows its timeline', async ({ page, fake, runner }) => {
  runner.exercise = failedCheckEvents(9);
  const recorded = { event: 'recorded', timeline: timeline('two_sleeps') };
  const gate = createGate();
  runner.recordTest = async function* () {
    yield { event: 'preparing', now: 'tokio' };
    await gate.opened;
    yield compilingEvent;
    yield { ...recorded, stdout: 'asked\n', stderr: '', passed: false };
  };
  const card = await openExercise(page, fake);
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, '1 of 2 tests fail.');
  const [failed, passed] = [0, 1].map((i) => card.getByRole('listitem').nth(i));
  const show = failed.getByRole('button', { name: /timeline/ });
  await expect(show).toHaveText('Show the timeline of this test');
  await expect(button(passed, 'Show the timeline of this test')).toHaveCount(0);

  await show.press('Enter');
  await expect(failed.getByRole('status')).toHaveText(/compiled.*: tokio$/);
  gate.open();
  const names = failed.locator('.timeline-who');
  await expect(names).toHaveText([
    'the test',
    'task 1',
    'task 2',
    'main thread',
  ]);
  await expect(failed.locator('.test-timeline-status')).toBeEmpty();
  // The drawing is as wide as its card, unlike the icon of the test.
  const drawing = failed.locator('.timeline-body > svg').first();
  expect((await boxOf(drawing)).width).toBeGreaterThan(200);
  const [check, request] = runner.jobs;
  expect(request).toEqual({ ...check, test: TEST_NAMES[0] });
  await expectAccessible(page, CARD_SELECTOR);
  await expectNoOverflow(card.locator('.exercise-results li'));

  // Its places are those of the code, as long as that is the same.
  const sentence = failed.locator('.timeline-now');
  for (let step = 0; step < 3; step += 1) {
    await button(failed, 'Next event').press('Enter');
  }
  await expect(sentence).toContainText('the test spawns task 2');
  await expect(card.locator('.line-mark-here')).toBeVisible();

  await show.press('Enter');
  await expect(show).toHaveText('Show the timeline of this test');
  await expect(failed.locator('.timeline')).toBeHidden();
  await expect(card.locator('.line-mark-here')).toHaveCount(0);
  await show.press('Enter');
  await button(failed, 'Next event').press('Enter');
  await expect(sentence).toContainText('the test prints “asked”');
  expect(runner.jobs).toHaveLength(2);
});

test('a test without a timeline says why', async ({ page, fake, runner }) => {
  runner.exercise = failedCheckEvents(9);
  const message = 'It could not be recorded: there is no recorder.';
  runner.recordTest = async function* () {
    yield { event: 'unrecorded', message };
  };
  const card = await openExercise(page, fake);
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, '1 of 2 tests fail.');
  const show = button(card, 'Show the timeline of this test');
  const explanation = card.locator('.test-timeline-status');
  await show.click();
  await expect(explanation).toHaveText(message);

  // It can be tried again, and a new check stops that.
  runner.recordTest = async function* (_, stopped) {
    yield compilingEvent;
    await stopped;
  };
  await show.click();
  await expect(explanation).toHaveText('Recording the test');
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, '1 of 2 tests fail.');
  await expect(explanation).toBeEmpty();
  await expect.poll(() => runner.aborted).toBe(1);

  runner.recordTest = async function* () {
    yield DISCONNECT_EVENT;
  };
  await show.click();
  await expect(explanation).toHaveText(/^The workbook does not answer/);

  // Only Linux has a recorder.
  runner.exercise = async function* () {
    for await (const event of failedCheckEvents(9)()) {
      yield event === checkStartedEvent
        ? { ...checkStartedEvent, recordable: false }
        : event;
    }
  };
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, '1 of 2 tests fail.');
  await expect(card.getByRole('listitem').first()).toContainText('0 ms');
  await expect(show).toHaveCount(0);
});

test('what does not compile is said in the words of rustc', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = async function* () {
    yield compilingEvent;
    yield { event: 'diagnostic', ...errorDiagnostic(4, 'no `Instant` here') };
    yield verdictEvent(
      'not-compiled',
      'It does not compile: there is 1 error.',
    );
  };
  const card = await openExercise(page, fake);
  await replaceCode(card, READERS_CODE);
  await checkAndExpectStatus(card, 'It does not compile: there is 1 error.');
  await expect(card.locator('.problem')).toContainText('no `Instant` here');
  await expect(card.getByRole('listitem')).toHaveCount(0);
});

test('a check is stopped, cut off or refused in a sentence', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = async function* (_job, stopped) {
    yield { event: 'preparing', now: 'tokio v1' };
    yield checkStartedEvent;
    yield testStartedEvent(TEST_NAMES[0]);
    await stopped;
  };
  const card = await openExercise(page, fake);
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, '0 of 2 tests have passed');
  await expect(card.getByRole('listitem').first()).toContainText('runs');
  await button(card, 'Stop').press('Enter');
  await expect(status(card)).toHaveText('Stopped by you.');
  await expect(button(card, 'Check')).toBeFocused();
  await expect.poll(() => runner.aborted).toBe(1);

  const gate = createGate();
  runner.exercise = async function* () {
    yield { event: 'preparing', now: 'tokio v1' };
    await gate.opened;
    yield DISCONNECT_EVENT;
  };
  await checkAndExpectStatus(card, /being compiled, this once: tokio v1$/);
  gate.open();
  await expect(status(card)).toHaveText(/^The connection to the workbook/);
  runner.refusal = 'this browser has no leave';
  await checkAndExpectStatus(card, 'this browser has no leave');
});

test('hints come one by one, a solution after two tries', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = failedCheckEvents(9);
  const card = await openExercise(page, fake);
  const hint = (/** @type {number} */ number) =>
    card.getByText(`Hint ${number} of 3`);
  await expect(hint(2)).toBeHidden();
  await card.locator('.exercise-hint summary').first().press('Enter');
  await expect(hint(2)).toBeVisible();
  await expect(hint(3)).toBeHidden();

  // Neither the shipped text, nor a comment more, nor the same again is a try.
  const solution = button(card, 'Show a solution');
  const oneFails = '1 of 2 tests fail.';
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, oneFails);
  await replaceCode(card, READERS_CODE);
  await checkAndExpectStatus(card, oneFails);
  await expect(card.getByText('after one more try')).toBeVisible();
  await checkAndExpectStatus(card, oneFails);
  await replaceCode(card, `${READERS_CODE} // one more`);
  await checkAndExpectStatus(card, oneFails);
  await expect(solution).toBeHidden();
  await replaceCode(card, `${READERS_CODE}\nfn more() {}`);
  await checkAndExpectStatus(card, oneFails);
  await solution.press('Enter');
  const difference = card.getByRole('group', { name: /^Difference between/ });
  await expect(difference.locator('del').first()).toHaveText('- fn timed() {}');
  await expect(difference.locator('ins').first()).toContainText('+ ');
  await expect(difference).not.toContainText('cfg(test)');
  await replaceCode(card, 'fn other() {}');
  await expect(difference.locator('del')).toHaveText(['- fn other() {}']);

  await page.reload();
  await expect(card.getByRole('textbox')).toContainText('fn other() {}');
  await expect(hint(2)).toBeVisible();
  await expect(hint(3)).toBeHidden();
  await expect(solution).toBeVisible();
});

test('a reset can be undone, and no listing counts it', async ({
  page,
  fake,
  runner,
}) => {
  expect(runner.exists).toBe(true);
  const card = await openExercise(page, fake, `listing-${LISTING}`);
  const code = await replaceCode(card, READERS_CODE);
  await expect(card.getByText('changed by you')).toBeVisible();
  await page.reload();
  await expect(code).toContainText('fn timed() {}');
  const listing = page.locator(`#listing-${LISTING}`);
  await expect(button(listing, 'Edit')).toBeVisible();
  await expect(page.locator('.reset-all')).toBeHidden();
  await code.press('Escape');
  await button(card, 'Reset').press('Enter');
  await expect(code).toHaveCount(0);
  await expect(card.locator('.listing-code > pre')).toContainText('TODO');
  await expect(button(card, 'Undo reset')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(code).toContainText('fn timed() {}');
  await expect(code).toBeFocused();
});

test('a site without a runner says how to check', async ({
  page,
  fake,
  runner,
  browserName,
}) => {
  test.skip(browserName !== 'chromium', CLIPBOARD_REASON);
  runner.exists = false;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const card = await openExercise(page, fake);
  await expect(button(card, 'Check')).toHaveCount(0);
  const file = card.locator('.exercise-file');
  await expect(file).toContainText(`cargo run -- check ${EXERCISE}`);
  await expect(file).toContainText(`exercises/ch01_waiting/${EXERCISE}.rs`);
  await replaceCode(card, READERS_CODE);
  await page.keyboard.press('Escape');
  await expect(button(card, 'Copy')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card.getByText('The code is copied')).toBeVisible();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied.startsWith(`${READERS_CODE}\n\n#[cfg(test)]\n`)).toBe(true);

  const tried = button(card, 'I have tried it');
  await tried.press('Enter');
  await expect(tried).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(button(card, 'Show a solution')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card.locator('ins').first()).toBeVisible();
});

test('a busy exercise is fit for use in all themes and on a phone', async ({
  page,
  fake,
  runner,
}) => {
  const warning = { ...errorDiagnostic(4, 'unused'), level: 'warning' };
  runner.exercise = async function* () {
    yield { event: 'diagnostic', ...warning };
    yield* failedCheckEvents(9)();
  };
  const card = await openExercise(page, fake);
  for (const text of [READERS_CODE, `${READERS_CODE}\nfn more() {}`]) {
    await replaceCode(card, text);
    await checkAndExpectStatus(card, '1 of 2 tests fail.');
  }
  await button(card, 'Show a solution').click();
  for (const fold of await card.locator('summary').all()) {
    if (await fold.isVisible()) await fold.click();
  }
  await expectAccessible(page, CARD_SELECTOR);
  await expectFitsOnPhone(
    page,
    'html, .content main, .exercise, .exercise > div',
  );
});

test('what is solved is saved to a file that is as shipped', async ({
  page,
  fake,
  runner,
}) => {
  runner.exercise = solvedCheckEvents;
  const card = await openExercise(page, fake);
  await replaceCode(card, READERS_CODE);
  await checkAndExpectStatus(card, 'Solved: all 2 tests pass.');
  const note = card.locator('.listing-note');
  await expect(note).toContainText('still as it was shipped');
  await button(card, 'Save to the file').press('Enter');
  await expect(note).toHaveText(`Saved to exercises/${EXERCISE}.rs.`);
  await expect(button(card, 'Check')).toBeFocused();
  expect(runner.saved).toHaveLength(1);
  expect(runner.saved[0].exercise).toBe(EXERCISE);
  expect(runner.saved[0].source).toBe(runner.jobs[0].source);

  // The page reloads because its source has changed; the message stays.
  await page.reload();
  await expect(note).toHaveText(`Saved to exercises/${EXERCISE}.rs.`);

  // The reader has edited the file since the page was built.
  runner.saveError = 'the file has edits of yours';
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, 'Solved: all 2 tests pass.');
  await button(card, 'Save to the file').click();
  await expect(note).toHaveText('Not saved: the file has edits of yours.');
  // So it isn't as it was shipped, and the offer doesn't return.
  await checkAndExpectStatus(card, 'Solved: all 2 tests pass.');
  await expect(note).toBeEmpty();

  // If the answer is lost, the file may have been written or not.
  await page.reload();
  await page.route('**/api/exercise', (route) => route.abort());
  await button(card, 'Check').focus();
  await checkAndExpectStatus(card, 'Solved: all 2 tests pass.');
  await button(card, 'Save to the file').click();
  await expect(note).toContainText(`run cargo run -- check ${EXERCISE}.`);

  // A file with the reader's own text is not offered.
  runner.edit = (html) => html.replaceAll(' data-untouched', '');
  await page.reload();
  await button(card, 'Check').click();
  await expect(status(card)).toHaveText('Solved: all 2 tests pass.');
  await expect(button(card, 'Save to the file')).toHaveCount(0);
});
