import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { checkTypes, runProgram } from './client.js';
import { FakeSocket } from './fake-socket.js';

/** @typedef {import('./events.js').RunEvent} RunEvent */

const JOB = { source: 'fn main() {}', listing: 'two_waits' };
const STARTED_EVENT = { event: 'started', run: 7 };
const END_EVENT = {
  event: 'ended',
  how: 'exit',
  code: 0,
  ms: 1,
  message: 'Ended.',
};

/** @type {string[]} */
let apiRequests = [];
/** @type {RunEvent[]} */
let events = [];

beforeEach(() => {
  [apiRequests, events] = [[], []];
  FakeSocket.all = [];
  const storage = { getItem: () => 'abc' };
  const document = { visibilityState: 'visible' };
  Object.assign(globalThis, { WebSocket: FakeSocket, document });
  Object.defineProperty(globalThis, 'localStorage', {
    value: storage,
    configurable: true,
  });
  mock.method(globalThis, 'fetch', async (/** @type {URL} */ url) => {
    apiRequests.push(url.pathname.split('/').pop() ?? '');
    return Response.json({ stopped: true, allowed: true });
  });
});

afterEach(async () => {
  FakeSocket.newest?.close();
  await waitForNextTurn();
  mock.reset();
});

async function waitForNextTurn() {
  for (let i = 0; i < 20; i += 1) await new Promise((r) => setImmediate(r));
}

/** Starts a run, and returns it with its number in the messages. */
async function requestRun() {
  /** @type {RunEvent[]} */
  const runEvents = [];
  const run = runProgram(JOB, (event) => {
    runEvents.push(event);
    events.push(event);
  });
  await waitForNextTurn();
  const { id } = FakeSocket.newest.sent.at(-1) ?? { id: 0 };
  return { run, id, own: runEvents };
}

/**
 * @param {number} id
 * @param {object} event
 */
function sendEvent(id, event) {
  FakeSocket.newest.deliver({ message: 'event', id, event });
}

const isEndEvent = (/** @type {RunEvent} */ { event }) => event === 'ended';

test('all runs share one connection, and each gets its own events', async () => {
  const first = await requestRun();
  const second = await requestRun();
  assert.equal(FakeSocket.all.length, 1);
  assert.deepEqual(FakeSocket.newest.protocols, ['workbook', 'token.abc']);
  assert.notEqual(first.id, second.id);
  sendEvent(second.id, STARTED_EVENT);
  sendEvent(first.id, END_EVENT);
  assert.deepEqual(first.own, [END_EVENT]);
  assert.deepEqual(second.own, [STARTED_EVENT]);
});

test('a connection that breaks is reported as a failure, once', async () => {
  const { id } = await requestRun();
  sendEvent(id, STARTED_EVENT);
  FakeSocket.newest.close();
  await waitForNextTurn();
  const endEvents = events.filter(isEndEvent);
  assert.equal(endEvents.length, 1);
  assert.equal(endEvents[0].event === 'ended' && endEvents[0].how, 'failed');
  await requestRun();
  assert.equal(FakeSocket.all.length, 2);
});

test('the reason of a refusal is the message of the end', async () => {
  const { id } = await requestRun();
  const error = 'a request has at most 256 KiB';
  FakeSocket.newest.deliver({ message: 'end', id, error });
  await waitForNextTurn();
  const [end] = events;
  assert.equal(end.event === 'ended' && end.message, error);
});

test('what has not started is cancelled, and Stop is a request', async () => {
  const unstarted = await requestRun();
  unstarted.run.stop();
  const cancel = { id: unstarted.id, request: 'cancel' };
  assert.deepEqual(FakeSocket.newest.sent.at(-1), cancel);
  assert.deepEqual(apiRequests, []);
  const started = await requestRun();
  sendEvent(started.id, STARTED_EVENT);
  mock.timers.enable({ apis: ['setTimeout'] });
  started.run.stop();
  await waitForNextTurn();
  assert.deepEqual(apiRequests, ['stop']);
});

test('a stop that is not confirmed in time is still a stop', async () => {
  const { run, id } = await requestRun();
  sendEvent(id, STARTED_EVENT);
  mock.timers.enable({ apis: ['setTimeout'] });
  run.stop();
  mock.timers.tick(4999);
  assert.equal(events.some(isEndEvent), false);
  mock.timers.tick(1);
  const last = events.find(isEndEvent);
  assert.ok(last?.event === 'ended');
  assert.equal(last.how, 'stopped');
  assert.match(last.message, /did not confirm/);
});

test('a type-check returns the diagnostics, or nothing if cancelled', async () => {
  const controller = new AbortController();
  const check = checkTypes(JOB, controller.signal);
  await waitForNextTurn();
  const { id } = FakeSocket.newest.sent.at(-1) ?? { id: 0 };
  sendEvent(id, []);
  FakeSocket.newest.deliver({ message: 'end', id, error: null });
  assert.deepEqual(await check, []);
  const cancelled = checkTypes(JOB, controller.signal);
  await waitForNextTurn();
  controller.abort();
  assert.equal(await cancelled, undefined);
});
