// What arrows of messages and strips of levels show, in words.
import { test } from 'node:test';
import { expect } from 'expect';
import { readTimeline } from '../../../tests/browser/timelines/documents.js';
import { describeLevels, describeMessages } from './flows.js';
import { readModel } from './model-testing.js';

const CHANNEL_TIMELINE = readTimeline('channel');

test('a queue is described by each of its lengths', () => {
  expect(describeLevels(readModel(CHANNEL_TIMELINE))).toEqual([
    'queue, line 6: 1 of 1 waiting at 9.9 ms, 0 of 1 waiting at 19.9 ms',
  ]);
});

test('a busy queue is described by its first lengths and the longest', () => {
  const values = Array.from({ length: 20 }, (_, n) => [n, n]);
  const levels = [{ on: 'queue', line: 6, values }];
  const [sentence] = describeLevels(readModel({ ...CHANNEL_TIMELINE, levels }));
  expect(sentence).toMatch(/^queue, line 6: 0 waiting at 0.0 ms, 1 waiting/);
  expect(sentence).toMatch(
    /11 waiting at 11.0 ms; 8 more changes, never more than 19 waiting$/,
  );
});

test('permits of a semaphore are not messages', () => {
  const levels = [
    {
      on: 'semaphore',
      line: 3,
      size: 2,
      values: [
        [0, 2],
        [5, 1],
      ],
    },
  ];
  const model = readModel({ ...CHANNEL_TIMELINE, levels, messages: [] });
  expect(describeLevels(model)).toEqual([
    'semaphore, line 3: 2 free at 0.0 ms, 1 free at 5.0 ms',
  ]);
  expect(describeMessages(model)).toEqual([]);
});

test('messages between two tasks are one sentence', () => {
  expect(describeMessages(readModel(CHANNEL_TIMELINE))).toEqual([
    'line 6: task 1 sends 1 message to task 2, which receives it 10 ms later',
  ]);
  const message = { from: 1, to: 2, line: 6 };
  const messages = [
    { ...message, sent: 1, received: 2 },
    { ...message, sent: 3, received: 8 },
    { sent: 5, from: 1, line: 6 },
    { sent: 6, received: 7, to: 0 },
  ];
  expect(
    describeMessages(readModel({ ...CHANNEL_TIMELINE, messages })),
  ).toEqual([
    'line 6: task 1 sends 2 messages to task 2, which receives them up to 5 ms later',
    'line 6: task 1 sends 1 message, which is not received',
    'code outside all tasks sends 1 message to main, which receives it 1 ms later',
  ]);
});
