// What a picture shows of channels: an arrow for each message, and a strip for
// the length of a queue, for the eye, the pointer, the keyboard and as text.
import { expectAccessible } from './axe.js';
import { boxOf, expect, test } from './fixtures.js';
import { recording, serveRecording, timeline } from './timelines.js';

/** @import { Locator } from '@playwright/test' */

const CHANNEL_TIMELINE = timeline('channel');
const QUEUE_LANE_NAME = 'queue, line 6';

test.beforeEach(({ runner }) => {
  runner.exists = false;
  serveRecording(runner, recording(CHANNEL_TIMELINE));
});

/** @param {Locator} card */
const findSentence = (card) => card.locator('.timeline-now');
/** @param {Locator} card */
const findLaneName = (card, /** @type {string} */ hasText) =>
  card.locator('.timeline-name:visible', { hasText });

test('a message is an arrow from its sender to its receiver', async ({
  card,
}) => {
  await expect(findLaneName(card, 'task 1')).toBeVisible();
  const message = card.locator('.timeline-body:visible .timeline-message');
  const head = card.locator('.timeline-body:visible .timeline-message-head');
  const path = (await message.getAttribute('d')) ?? '';
  const numbers = path.match(/^M([\d.]+) ([\d.]+)L([\d.]+) ([\d.]+)$/);
  const [x, y, endX, endY] = (numbers ?? []).slice(1).map(Number);
  // One head, a triangle, for the one arrow.
  expect(await head.getAttribute('d')).toMatch(/^M[^M]*z$/);

  // Sent after 9.95 of 40 ms, and received after 19.95.
  const body = await boxOf(card.locator('.timeline-body:visible'));
  const top = (/** @type {Locator} */ name) =>
    boxOf(name).then((box) => box.y - body.y);
  const strip = await boxOf(
    card.locator('.timeline-body:visible .timeline-alive'),
  );
  const pxPerMs = strip.width / (40 - 9.95);
  expect(Math.abs(endX - x - 10 * pxPerMs)).toBeLessThan(2);
  const [sender, receiver] = [
    await top(findLaneName(card, 'task 1')),
    await top(findLaneName(card, 'task 2')),
  ];
  expect(y).toBeGreaterThan(sender);
  expect(y).toBeLessThan(receiver);
  expect(endY).toBeGreaterThan(y);
  expect(Math.abs(endY - receiver)).toBeLessThan(4);
  await expect(head).not.toHaveCSS('fill', 'none');
});

test('a message that was not received is not drawn', async ({
  card,
  page,
  runner,
}) => {
  const messages = [{ sent: 9.95, from: 1, line: 6 }];
  serveRecording(runner, recording({ ...CHANNEL_TIMELINE, messages }));
  await page.reload();
  await expect(findLaneName(card, 'task 1')).toBeVisible();
  await expect(
    card.locator('.timeline-body:visible .timeline-message'),
  ).toHaveAttribute('d', '');
});

test('a queue is a strip that says its length under the pointer', async ({
  card,
}) => {
  const name = findLaneName(card, 'queue');
  await expect(name).toHaveAttribute('title', QUEUE_LANE_NAME);
  await expect(name).toHaveClass(/timeline-minor/);
  const body = card.locator('.timeline-body:visible');
  const area = body.locator('.timeline-alive');
  await expect(area).toHaveCount(1);
  await expect(area).not.toHaveCSS('fill', 'none');
  // It is filled from the send to the receive, and nowhere else.
  const [strip, picture] = [await boxOf(area), await boxOf(body)];
  const row = await boxOf(name);
  const y = row.y + row.height / 2 - picture.y;
  const at = (/** @type {number} */ ms) => ({
    x: strip.x - picture.x + (ms - 9.95) * (strip.width / (40 - 9.95)),
    y,
  });
  await body.hover({ position: at(15) });
  await expect(findSentence(card)).toHaveText(
    new RegExp(`^1[45]\\.\\d ms: ${QUEUE_LANE_NAME}: 1 of 1 waiting$`),
  );
  await body.hover({ position: at(30) });
  await expect(findSentence(card)).toHaveText(
    new RegExp(`^(29|30)\\.\\d ms: ${QUEUE_LANE_NAME}: 0 of 1 waiting$`),
  );
});

test('with the keyboard, its send and its receive are steps', async ({
  card,
  page,
}) => {
  await card.locator('.timeline-scroll:visible').focus();
  const sentences = [];
  for (let step = 0; step < 12; step += 1) {
    await page.keyboard.press('ArrowRight');
    sentences.push(await findSentence(card).textContent());
  }
  expect(sentences).toContain(
    '9.9 ms: task 1 sends a value, which wakes task 2: message, line 6, is over',
  );
  expect(sentences).toContain(
    '19.9 ms: task 2 receives a message, which wakes task 1: room in the channel, line 6, is over',
  );
});

test('as text, messages and queues stand below the events', async ({
  card,
  page,
}) => {
  const text = card.locator('.timeline-text');
  await text.locator('summary').focus();
  await page.keyboard.press('Enter');
  const flows = text.getByRole('list', { name: 'Messages and queues' });
  await expect(flows.getByRole('listitem')).toHaveText([
    'line 6: task 1 sends 1 message to task 2, which receives it 10 ms later',
    `${QUEUE_LANE_NAME}: 1 of 1 waiting at 9.9 ms, 0 of 1 waiting at 19.9 ms`,
  ]);
  await expectAccessible(page, '.timeline-text');
});
