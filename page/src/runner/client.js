// The client of the runner in the workbook that serves the page. It starts,
// stops and type-checks programs; it shows nothing.
import { isServedByWorkbook, SITE_ROOT } from '../site/root.js';
import { onConnectionChange, streamEvents } from './connection.js';
import { createEndedEvent } from './events.js';
import {
  confirmToken,
  dropOfferedToken,
  readConfirmedToken,
  readOfferedToken,
} from './token.js';

/** @typedef {import('./events.js').Diagnostic} Diagnostic */
/** @typedef {import('./events.js').Job} Job */
/** @typedef {import('./events.js').OnEvent} OnEvent */
/** @typedef {import('./events.js').Run} Run */
/** @typedef {import('./events.js').RunEvent} RunEvent */

/**
 * What the workbook says about itself.
 * @typedef {object} WorkbookInfo
 * @property {boolean} allowed whether this browser may use it
 * @property {boolean} runs whether it runs programs
 */

const API_URL = new URL('api/', SITE_ROOT);
const NO_CONNECTION_MESSAGE =
  'The workbook does not answer. Is it still running in its terminal?';
const NOT_ALLOWED_MESSAGE =
  'This browser may not run programs: open the address that the workbook ' +
  'has printed in its terminal.';
const CONNECTION_LOST_MESSAGE =
  'The connection to the workbook was lost, so the program ended.';
const NOT_STARTED_MESSAGE = 'Stopped before it started.';
const SLOW_STOP_MESSAGE =
  'Stopped, but the workbook did not confirm that the program has ended.';
/** The workbook kills a program 2 s after Stop, so it answers before this. */
const STOP_TIMEOUT_MS = 5000;

/** @type {Promise<WorkbookInfo | undefined> | undefined} */
let infoAtLoad;

/**
 * Asks the workbook about itself, once for each page.
 * @returns {Promise<WorkbookInfo | undefined>} `undefined` without a workbook
 */
export function loadWorkbookInfo() {
  infoAtLoad ??= isServedByWorkbook()
    ? acceptToken()
    : Promise.resolve(undefined);
  return infoAtLoad;
}

/** Returns whether the workbook runs programs for this page. */
export async function canRun() {
  const info = await loadWorkbookInfo();
  return Boolean(info?.allowed && info.runs);
}

/**
 * Confirms the token of an address that the reader has opened, unless it is
 * that of an earlier workbook.
 * @returns {Promise<WorkbookInfo | undefined>}
 */
export async function acceptToken() {
  const offered = readOfferedToken();
  if (offered) {
    const info = await fetchInfoWithToken(offered);
    if (info?.allowed) {
      confirmToken(offered);
      return info;
    }
    if (info) dropOfferedToken(offered);
  }
  return fetchInfoWithToken(readConfirmedToken());
}

/**
 * @param {string} token
 * @returns {Promise<WorkbookInfo | undefined>}
 */
async function fetchInfoWithToken(token) {
  try {
    const response = await fetch(new URL('hello', API_URL), {
      headers: tokenHeaders(token),
    });
    const info = response.ok ? await response.json() : {};
    return typeof info.allowed === 'boolean' ? info : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Asks the workbook about itself as it is now: it may have been restarted.
 * @returns {Promise<WorkbookInfo | undefined>} `undefined` without an answer
 */
export function fetchWorkbookInfo() {
  return fetchInfoWithToken(readConfirmedToken());
}

/**
 * Type-checks a program without running it.
 * @param {Job} job
 * @param {AbortSignal} signal
 * @returns {Promise<Diagnostic[] | undefined>} `undefined` if it can't check
 */
export async function checkTypes(job, signal) {
  /** @type {Diagnostic[] | undefined} */
  let diagnostics;
  const request = { request: 'type-check', ...job };
  try {
    await streamEvents(request, signal, (/** @type {Diagnostic[]} */ found) => {
      diagnostics = found;
    });
  } catch {
    // Without a connection, there are none.
  }
  return diagnostics;
}

/**
 * Runs a program. `onEvent` receives exactly one `ended` event, the last.
 * @param {Job} job
 * @param {OnEvent} onEvent
 * @returns {Run}
 */
export function runProgram(job, onEvent) {
  const connection = new AbortController();
  /** @type {number | undefined} */
  let runId;
  let hasEnded = false;

  const forward = (/** @type {RunEvent} */ event) => {
    if (hasEnded) return;
    if (event.event === 'started') runId = event.run;
    hasEnded = event.event === 'ended';
    onEvent(event);
  };
  const fail = (/** @type {string} */ message) =>
    forward(createEndedEvent('failed', message));

  const message = { request: 'run', ...job };
  streamEvents(message, connection.signal, forward).then(
    (refusal) => fail(refusal ?? CONNECTION_LOST_MESSAGE),
    async () => {
      if (hasEnded) return;
      const isStarted = runId !== undefined;
      fail(isStarted ? CONNECTION_LOST_MESSAGE : await explainNoConnection());
    },
  );

  /** @param {string} message */
  const endAsStopped = (message) => {
    forward(createEndedEvent('stopped', message));
    connection.abort();
  };
  const stop = () => {
    if (runId === undefined) {
      endAsStopped(NOT_STARTED_MESSAGE);
      return;
    }
    // The run ends with an event of its own, unless something goes wrong.
    setTimeout(() => endAsStopped(SLOW_STOP_MESSAGE), STOP_TIMEOUT_MS);
    callApi('stop', { run: runId }).catch(() => {
      fail(CONNECTION_LOST_MESSAGE);
      connection.abort();
    });
  };
  return { stop };
}

/** Returns why a request did not reach the workbook, for the reader. */
export async function explainNoConnection() {
  const info = await fetchInfoWithToken(readConfirmedToken());
  return info?.allowed === false ? NOT_ALLOWED_MESSAGE : NO_CONNECTION_MESSAGE;
}

/**
 * Clears a card's status once the page is connected again, if it says why a
 * request did not reach the workbook.
 * @param {HTMLElement} status
 */
export function clearWhenConnected(status) {
  const outdated = [NO_CONNECTION_MESSAGE, NOT_ALLOWED_MESSAGE];
  onConnectionChange((isOpen) => {
    if (isOpen && outdated.includes(status.textContent ?? '')) {
      status.replaceChildren();
    }
  });
}

/**
 * Sends a short request to the workbook: with a body to change something,
 * without one to read.
 * @param {string} path
 * @param {object} [body]
 */
export function callApi(path, body) {
  const url = new URL(path, API_URL);
  const token = readConfirmedToken();
  if (!body) return fetch(url, { headers: tokenHeaders(token) });
  return fetch(url, {
    method: 'POST',
    headers: { ...tokenHeaders(token), 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
}

/** @param {string} token */
function tokenHeaders(token) {
  return { 'X-Workbook-Token': token };
}
