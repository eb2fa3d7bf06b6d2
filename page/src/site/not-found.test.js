import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOfPath } from './not-found.js';

test('the last part of an address is what was asked for', () => {
  assert.equal(wordsOfPath('/gather'), 'gather');
  assert.equal(wordsOfPath('/book/ch05/wait_for.html'), 'wait_for');
  assert.equal(wordsOfPath('/lost-update/'), 'lost update');
  assert.equal(wordsOfPath('/100%'), '100%');
  assert.equal(wordsOfPath('/'), '');
});
