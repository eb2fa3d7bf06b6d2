import { test } from 'node:test';
import { expect } from 'expect';
import { lastStepsAtX } from './shapes.js';

test('of several steps at one place, the last one is drawn there', () => {
  /** @type {[number, number][]} */
  const steps = [
    [10, 4],
    [20, 3],
    [20, 0],
    [90, 1],
    [90, 2],
  ];
  expect(lastStepsAtX(steps)).toEqual([
    [10, 4],
    [20, 0],
    [90, 2],
  ]);
});
