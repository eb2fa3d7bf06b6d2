// Which parts of a text become code.
import { test } from 'node:test';
import { expect } from 'expect';
import { splitAtCode } from './elements.js';

test('what two backticks enclose is code', () => {
  expect(splitAtCode('run `cargo run` again')).toEqual([
    'run ',
    'cargo run',
    ' again',
  ]);
  expect(splitAtCode('no code')).toEqual(['no code']);
});

test('a backtick without a partner stays in the text', () => {
  expect(splitAtCode('one ` only')).toEqual(['one ` only']);
  expect(splitAtCode('`a` and ` only')).toEqual(['', 'a', ' and ` only']);
});
