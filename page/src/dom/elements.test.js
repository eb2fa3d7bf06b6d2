// Which parts of a text become code.
import { test } from 'node:test';
import { expect } from 'expect';
import { splitAtBackticks } from './elements.js';

test('what two backticks enclose is code', () => {
  expect(splitAtBackticks('run `cargo run` again')).toEqual([
    'run ',
    'cargo run',
    ' again',
  ]);
  expect(splitAtBackticks('no code')).toEqual(['no code']);
});

test('a backtick without a partner stays in the text', () => {
  expect(splitAtBackticks('one ` only')).toEqual(['one ` only']);
  expect(splitAtBackticks('`a` and ` only')).toEqual(['', 'a', ' and ` only']);
});
