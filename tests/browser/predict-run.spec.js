// A question where a program runs: the verdict waits for the run's end; and
// in all themes and on a phone.
import { expectAccessible, findAccessibilityFaults } from './axe.js';
import {
  button,
  createGate,
  endedEvent,
  LISTING,
  openEditor,
  outEvent,
  outputLines,
  started,
} from './fake.js';
import { closeSidebar, expect, expectNoOverflow, test } from './fixtures.js';
import {
  answerFeedback,
  answerVerdict,
  CHOICE_QUESTION,
  expectOpenQuestion,
  NUMBER_QUESTION,
  ORDER_QUESTION,
  openQuestion,
  questionForm,
  tabToAndPress,
} from './predictions.js';

test('the verdict of a run comes when it has ended', async ({
  card: plain,
  runner,
  page,
  address,
}) => {
  const runEnd = createGate();
  runner.program = async function* () {
    yield started();
    yield outEvent(0, 'Client 10 waited 2.07 s\n');
    await runEnd.opened;
    yield endedEvent(2070);
  };
  await expect(button(plain, 'Run')).toBeVisible();
  const card = await openQuestion(runner, page, address, NUMBER_QUESTION);
  await expectOpenQuestion(card);

  // The keys that run a listing lead to the question, from the editor too.
  await openEditor(card);
  await page.keyboard.press('Control+Enter');
  const input = card.getByLabel('Your guess');
  await expect(input).toBeFocused();
  expect(runner.jobs).toEqual([]);
  await page.keyboard.type('2');
  await tabToAndPress(button(card, 'Answer and run'));
  await expect(outputLines(card)).toHaveCount(1);
  await expect(answerFeedback(card)).toHaveText(
    'Your answer is locked in. The run will show whether it is right.',
  );
  await expect(answerFeedback(card)).toBeFocused();
  await expect(input).toBeDisabled();
  runEnd.open();
  await expect(answerVerdict(card)).toHaveText('Right');
  const rows = card.locator('.predict-numbers dd');
  await expect(rows).toHaveText([
    'Client 10 waited 2 s',
    'Client 10 waited 2.07 s',
  ]);
  expect(runner.jobs).toHaveLength(1);
  await expect(button(card, 'Run')).toBeVisible();
});

test('a run that is stopped leaves the verdict of the recorded one', async ({
  card: _,
  runner,
  page,
  address,
}) => {
  runner.program = async function* (_job, stopped) {
    yield started();
    await stopped;
    yield endedEvent(5, null, 'stopped', 'Stopped by you.');
  };
  const card = await openQuestion(runner, page, address, NUMBER_QUESTION);
  await openEditor(card);
  await page.keyboard.type('// mine\n');
  await card.getByLabel('Your guess').fill('9');
  await button(card, 'Answer and run').click();
  await button(card, 'Stop').click();
  await expect(answerVerdict(card)).toHaveText('Not quite');
  await expect(card.getByText('the listing as the book has it')).toBeVisible();
});

test('several choices can be right', async ({
  card: _,
  runner,
  page,
  address,
}) => {
  const allowSeveral = (/** @type {string} */ html) =>
    html
      .replaceAll('type="radio"', 'type="checkbox"')
      .replace('name="choice"', 'name="choice" data-right')
      .replace(/<li data-choice="0">.*?<\/li>/s, '');
  const card = await openQuestion(
    runner,
    page,
    address,
    CHOICE_QUESTION,
    allowSeveral,
  );
  const choices = card.getByRole('checkbox');
  await choices.first().focus();
  await page.keyboard.press('Space');
  await button(card, 'Answer and run').press('Enter');
  await expect(answerVerdict(card)).toHaveText('Not quite');
  const tags = card.locator('.predict-tag');
  await expect(tags).toHaveText(['your answer, right', 'right']);

  await button(card, 'Ask me again').press('Enter');
  await expect(choices.first()).not.toBeChecked();
  await choices.first().press('Space');
  await choices.last().press('Space');
  await button(card, 'Answer and run').press('Enter');
  await expect(answerVerdict(card)).toHaveText('Right');
});

test('another question is asked anew, and no question bars a run', async ({
  card: _,
  runner,
  page,
  address,
}) => {
  const card = await openQuestion(runner, page, address, NUMBER_QUESTION);
  await button(card, 'Skip').click();
  const rewordQuestion = (/** @type {string} */ html) =>
    html.replace('Ten clients', '10 clients');
  await openQuestion(runner, page, address, NUMBER_QUESTION, rewordQuestion);
  await expectOpenQuestion(card);

  await page.route('**/scripts/form-*.js', (route) => route.abort());
  await page.reload();
  await button(card, 'Run').click();
  await expect(outputLines(card)).toHaveText(['0.00 shello']);
  await expect(questionForm(card).getByText('The answer')).toBeVisible();
});

const QUESTION_NAMES_BY_KIND = {
  order: ORDER_QUESTION,
  number: NUMBER_QUESTION,
  choice: CHOICE_QUESTION,
};

for (const [kind, name] of Object.entries(QUESTION_NAMES_BY_KIND)) {
  test(`a question of kind ${kind} is fit for use everywhere`, async ({
    card: _,
    runner,
    page,
    address,
  }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const card = await openQuestion(runner, page, address, name);
    await closeSidebar(page);
    const within = `#listing-${LISTING} .predict`;
    const checkLooks = async (/** @type {string} */ when) => {
      await page.setViewportSize({ width: 1280, height: 800 });
      await expectAccessible(page, within);
      await page.setViewportSize({ width: 360, height: 740 });
      await expectNoOverflow(page.locator('html, .content main, .predict'));
      const only = ['target-size'];
      expect(
        await findAccessibilityFaults(page, { within, only }),
        when,
      ).toEqual([]);
    };
    await checkLooks('asked');
    if (kind === 'number') await card.getByLabel('Your guess').fill('0.2');
    if (kind === 'choice') await card.getByRole('radio').first().check();
    await button(card, 'Answer and run').click();
    await expect(answerVerdict(card)).toHaveText(
      kind === 'order'
        ? /^\d of the \d lines are in the right place/
        : 'Not quite',
    );
    await checkLooks('answered');
  });
}
