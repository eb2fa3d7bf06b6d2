import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeWork, findNextPage } from './done.js';

test('what is left to do is said in words', () => {
  const describe = (/** @type {number[]} */ [listings, questions, exercises]) =>
    describeWork({ listings, questions, exercises });
  assert.equal(describe([1, 0, 0]), 'run 1 listing');
  assert.equal(describe([2, 1, 0]), 'run 2 listings and answer 1 question');
  assert.equal(
    describe([1, 2, 3]),
    'run 1 listing, answer 2 questions and solve 3 exercises',
  );
  assert.equal(describe([0, 0, 0]), '');
});

test('the next page is the last worked on, or the first open one after', () => {
  const pages = ['a', 'b', 'c', 'd'].map((page) => ({ page }));
  const next = (/** @type {string} */ last, /** @type {string} */ done) =>
    findNextPage(pages, last, ({ page }) => done.includes(page))?.page;
  assert.equal(next('b', ''), 'b');
  assert.equal(next('b', 'b'), 'c');
  assert.equal(next('b', 'bc'), 'd');
  // Nothing is open after it, so what was left out before it comes.
  assert.equal(next('c', 'acd'), 'b');
  assert.equal(next('', 'a'), 'b');
  assert.equal(next('gone', ''), 'a');
  assert.equal(next('a', 'abcd'), undefined);
});
