// A question before a listing is run: asked, answered with the keyboard,
// judged, skipped, kept.
import { button, outputLines } from './fake.js';
import { boxOf, expect, test } from './fixtures.js';
import {
  answerFeedback,
  answerVerdict,
  CHOICE_QUESTION,
  expectOpenQuestion,
  findQuestionCard,
  focusFirstButton,
  mistakeReasons,
  NUMBER_QUESTION,
  ORDER_QUESTION,
  questionForm,
  tabTo,
  tabToAndPress,
} from './predictions.js';
import { CHAPTER_PAGE } from './workbook.js';

test('lines are put in order with the keyboard', async ({ chapter: page }) => {
  const card = findQuestionCard(page, ORDER_QUESTION);
  const items = card.locator('.predict-lines li');
  await focusFirstButton(card);
  await expectOpenQuestion(card);
  const address = page.url();
  await tabTo(items.nth(2));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowUp');
  const status = questionForm(card)
    .getByRole('status')
    .filter({ hasText: ' of ' });
  await expect(status).toHaveText('one thread: B 1, 2 of 4');
  await expect(items.nth(1)).toBeFocused();
  await expect(items.nth(1)).toHaveText('one thread: B 1');
  await tabToAndPress(button(card, 'Answer and replay'));

  await expect(answerVerdict(card)).toHaveText('Right');
  await expect(answerFeedback(card)).toBeFocused();
  await expect(mistakeReasons(card)).toHaveCount(1);
  await expect(outputLines(card).first()).toContainText('one thread: A 1');
  await expect(button(card, 'Replay')).toBeVisible();
  await expect(card.locator('.listing-output')).toBeVisible();
  expect(page.url()).toBe(address);
});

test('a listing for terminals asks too, and shows what it prints', async ({
  runner,
  fake,
  page,
}) => {
  runner.cards = [`listing-${CHOICE_QUESTION}`];
  runner.edit = (html) =>
    html.replace(`id="listing-${CHOICE_QUESTION}"`, '$& data-terminal-only');
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  const card = findQuestionCard(page, CHOICE_QUESTION);
  const output = card.locator('details.listing-output');
  await expectOpenQuestion(card);
  await expect(output).toBeHidden();
  await card.getByRole('radio').first().check();
  await button(card, 'Answer and see what it prints').click();
  await expect(output).toHaveAttribute('open', '');
  await expect(output).toBeVisible();
  await expect(answerVerdict(card)).toHaveCount(1);
});

test('a wrong order stands beside that of the run', async ({
  chapter: page,
}) => {
  const card = findQuestionCard(page, ORDER_QUESTION);
  await button(card, 'Move up: one thread: A 2').click();
  await button(card, 'Answer and replay').click();
  await expect(answerVerdict(card)).toHaveText(
    '1 of the 4 lines is in the right place',
  );
  const columns = card.locator('.predict-order');
  await expect(columns.first().locator('code')).toHaveText(
    ['A 2', 'A 1', 'B 1', 'B 2'].map((step) => `one thread: ${step}`),
  );
  await expect(columns.last().locator('code')).toHaveText(
    ['A 1', 'B 1', 'A 2', 'B 2'].map((step) => `one thread: ${step}`),
  );
  const places = columns.first().locator('.visually-hidden');
  const elsewhere = 'elsewhere';
  await expect(places).toHaveText([
    elsewhere,
    elsewhere,
    elsewhere,
    'in its place',
  ]);
  await expect(mistakeReasons(card)).toHaveCount(2);
  await expect(mistakeReasons(card).first()).toContainText(
    'one job after the other',
  );
  await expect(mistakeReasons(card).first().locator('code')).toHaveText('for');
});

test('a line can be dragged', async ({ chapter: page }) => {
  const card = findQuestionCard(page, ORDER_QUESTION);
  const items = card.locator('.predict-lines li');
  await items.nth(2).locator('.predict-grip').hover();
  await page.mouse.down();
  const { x, y } = await boxOf(items.first());
  await page.mouse.move(x + 20, y + 5, { steps: 4 });
  await page.mouse.up();
  await expect(items.first()).toHaveText('one thread: B 1');
});

test('a number is guessed, kept, and asked for again', async ({
  chapter: page,
}) => {
  const card = findQuestionCard(page, NUMBER_QUESTION);
  const input = card.getByLabel('Your guess');
  await focusFirstButton(card);
  await expectOpenQuestion(card);
  await tabTo(input);
  await page.keyboard.type('much');
  await page.keyboard.press('Enter');
  const note = questionForm(card).getByText('Give a number, such as 2.5.');
  await expect(note).toBeVisible();
  await expect(input).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('-2');
  await page.keyboard.press('Enter');
  await expect(questionForm(card).getByText('not negative')).toBeVisible();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('0,2');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');

  await expect(answerVerdict(card)).toHaveText('Not quite');
  const expectReasons = async () => {
    const rows = card.locator('.predict-numbers dd');
    await expect(rows).toHaveText([
      'Client 10 waited 0.2 s',
      /^Client 10 waited 2\.0\d s$/,
    ]);
    await expect(mistakeReasons(card)).toHaveCount(2);
    await expect(mistakeReasons(card).first()).toContainText('first client');
  };
  await expectReasons();
  await expect(outputLines(card).first()).toContainText('Client  1');

  await page.reload();
  await button(card, 'Your prediction: not quite').click();
  await expectReasons();
  await expect(button(card, 'Replay')).toBeVisible();
  await expect(card.locator('.timeline-scroll:visible')).toHaveCount(1);
  await card.locator('.listing-copy').focus();
  await tabToAndPress(button(card, 'Ask me again'));
  await expectOpenQuestion(card);
  await expect(input).toBeFocused();
  await expect(input).toHaveValue('');
  await page.keyboard.type('2');
  await page.keyboard.press('Enter');
  await expect(answerVerdict(card)).toHaveText('Right');
  await expect(mistakeReasons(card)).toHaveCount(1);
});

test('each wrong choice has a reason of its own', async ({ chapter: page }) => {
  const card = findQuestionCard(page, CHOICE_QUESTION);
  const choices = card.getByRole('radio');
  await focusFirstButton(card);
  await expectOpenQuestion(card);
  const group = card.getByRole('group', { name: /When is the fifth client/ });
  await expect(group).toBeVisible();
  await tabToAndPress(button(card, 'Answer and replay'));
  await expect(
    questionForm(card).getByText('Choose an answer, or skip'),
  ).toBeVisible();
  await expect(choices.first()).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(choices.nth(1)).toBeChecked();
  await page.keyboard.press('Control+Enter');

  await expect(answerVerdict(card)).toHaveText('Not quite');
  const rows = card.locator('.predict-choices li');
  await expect(rows.nth(0).locator('p')).toHaveCount(0);
  await expect(rows.nth(1)).toContainText('your answer');
  await expect(rows.nth(1).locator('p')).toContainText('doesn’t need a CPU');
  await expect(rows.nth(2).locator('.predict-tag')).toHaveText('right');
  await expect(rows.nth(2).locator('p')).toHaveCount(0);
});

test('skipping is one key, costs nothing and is kept', async ({
  chapter: page,
}) => {
  const card = findQuestionCard(page, CHOICE_QUESTION);
  await focusFirstButton(card);
  await tabToAndPress(button(card, 'Skip'));
  await expect(button(card, 'Replay')).toBeFocused();
  await expect(questionForm(card).locator('fieldset')).toBeHidden();
  await expect(outputLines(card)).toHaveCount(0);

  await page.reload();
  await expect(button(card, 'Replay')).toBeVisible();
  await expect(card.getByText('You have skipped the question.')).toBeVisible();
  await expect(card.locator('.listing-output')).toBeVisible();
  await card.locator('.listing-copy').focus();
  await tabToAndPress(button(card, 'Ask me again'));
  await expectOpenQuestion(card);
  await expect(card.getByRole('radio').first()).toBeFocused();
});

test('without scripts the answer is folded', async ({ browser, address }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(`${address}${CHAPTER_PAGE}.html`);
  const card = findQuestionCard(page, ORDER_QUESTION);
  const answer = card.locator('.predict-answer');
  await expect(questionForm(card).locator('legend')).toBeVisible();
  await expect(answer.locator('p').first()).toBeHidden();
  await answer.locator('summary').press('Enter');
  await expect(answer.locator('code').first()).toHaveText('one thread: A 1');
  await expect(card.locator('.predict-whys')).toBeHidden();
  await context.close();
});
