import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LazyObject } from './lazy-object.js';

test('calls keep their order, before and after the object is loaded', async () => {
  /** @type {(calls: string[]) => void} */
  let finish = () => {};
  const lazy = new LazyObject(
    () =>
      new Promise((/** @type {typeof finish} */ resolve) => (finish = resolve)),
  );
  lazy.callIfRequested((calls) => calls.push('before it was requested'));
  const loaded = lazy.request();
  lazy.callIfRequested((calls) => {
    calls.push('first');
    lazy.callIfRequested((calls) => calls.push('from within'));
  });
  lazy.callIfRequested((calls) => calls.push('second'));
  /** @type {string[]} */
  const calls = [];
  finish(calls);
  await loaded;
  lazy.callIfRequested((calls) => calls.push('third'));
  assert.deepEqual(calls, ['first', 'from within', 'second', 'third']);
});

test('the object is loaded once, and a failure is not an error', async () => {
  let loads = 0;
  const lazy = new LazyObject(() => {
    loads += 1;
    return Promise.reject(new Error('offline'));
  });
  assert.equal(lazy.isRequested, false);
  await Promise.all([lazy.request(), lazy.request()]);
  lazy.callIfRequested(() => assert.fail('there is no object'));
  assert.equal(loads, 1);
  assert.equal(lazy.isRequested, true);
});
