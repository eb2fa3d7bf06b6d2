import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLinks } from './api-links.js';

const URLS = {
  sleep: 'sleep.html',
  Duration: 'Duration.html',
  'tokio::spawn': 'spawn.html',
};

/** @param {string} text */
function findLinkedNames(text) {
  return findLinks(text, URLS).map(({ start, end }) => text.slice(start, end));
}

test('a name is linked where it is imported, called or a type', () => {
  assert.deepEqual(findLinkedNames('use tokio::{\n    sleep,\n};\nfn a() {}'), [
    'sleep',
  ]);
  assert.deepEqual(findLinkedNames('sleep(Duration::from_secs(1))'), [
    'sleep',
    'Duration',
  ]);
  assert.deepEqual(findLinkedNames('tokio::spawn(a)'), ['tokio::spawn']);
});

test('a variable, a method or another path is not', () => {
  assert.deepEqual(findLinkedNames('let sleep = 1;'), []);
  assert.deepEqual(findLinkedNames('thread.sleep()'), []);
  assert.deepEqual(findLinkedNames('thread::sleep(second)'), []);
  assert.deepEqual(findLinkedNames('oversleep()'), []);
});
