import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findLinks } from './api-links.js';

const URLS = {
  sleep: 'sleep.html',
  Duration: 'Duration.html',
  'tokio::spawn': 'spawn.html',
};

/** @param {string} text */
function linked(text) {
  return findLinks(text, URLS).map(({ start, end }) => text.slice(start, end));
}

test('a name is linked where it is imported, called or a type', () => {
  assert.deepEqual(linked('use tokio::{\n    sleep,\n};\nfn a() {}'), [
    'sleep',
  ]);
  assert.deepEqual(linked('sleep(Duration::from_secs(1))'), [
    'sleep',
    'Duration',
  ]);
  assert.deepEqual(linked('tokio::spawn(a)'), ['tokio::spawn']);
});

test('a variable, a method or another path is not', () => {
  assert.deepEqual(linked('let sleep = 1;'), []);
  assert.deepEqual(linked('thread.sleep()'), []);
  assert.deepEqual(linked('thread::sleep(second)'), []);
  assert.deepEqual(linked('oversleep()'), []);
});
