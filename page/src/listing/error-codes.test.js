import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isErrorCode, splitAtErrorCodes } from './error-codes.js';

test('only the codes of errors are linked', () => {
  assert.deepEqual(splitAtErrorCodes('E0382'), ['E0382']);
  assert.deepEqual(splitAtErrorCodes('error[E0382]: use\nerror[E0505]: move'), [
    'error[',
    'E0382',
    ']: use\nerror[',
    'E0505',
    ']: move',
  ]);
  // A name or a comment isn't what the compiler says.
  assert.deepEqual(splitAtErrorCodes('rustc --explain E0382'), [
    'rustc --explain E0382',
  ]);
  assert.equal(isErrorCode('unused_variables'), false);
});
