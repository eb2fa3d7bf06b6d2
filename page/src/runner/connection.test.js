import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onSiteNews } from './connection.js';
import { FakeSocket } from './fake-socket.js';

test('a page that is hidden while it connects has one connection later', async () => {
  /** @type {(() => void)[]} */
  const listeners = [];
  const document = {
    visibilityState: 'visible',
    addEventListener: (/** @type {string} */ _, /** @type {any} */ listener) =>
      listeners.push(listener),
  };
  const show = (/** @type {string} */ state) => {
    document.visibilityState = state;
    for (const listener of listeners) listener();
  };
  Object.assign(globalThis, {
    WebSocket: FakeSocket,
    document,
    addEventListener: () => {},
  });
  Object.defineProperty(globalThis, 'localStorage', {
    value: { getItem: () => 'abc' },
    configurable: true,
  });
  /** @type {unknown[]} */
  const news = [];
  onSiteNews((message) => news.push(message));
  show('hidden');
  show('visible');
  const [forgotten, current] = FakeSocket.all;
  for (let turn = 0; turn < 20; turn += 1)
    await new Promise((resume) => setImmediate(resume));
  assert.equal(FakeSocket.all.length, 2);
  assert.equal(forgotten.readyState, FakeSocket.CLOSED);
  assert.equal(current.readyState, FakeSocket.OPEN);
  const message = { message: 'site', version: 1, fault: null };
  forgotten.deliver(message);
  assert.deepEqual(news, []);
  current.deliver(message);
  assert.deepEqual(news, [message]);
});
