// The static site, and a runner that does what a test says: it speaks the
// protocol of `workbook/PROTOCOL.md`.

import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect } from '@playwright/test';
import { WebSocketServer } from 'ws';
import { endedEvent, outEvent, started, verdictEvent } from './fake-events.js';
import { LISTING, serveFile } from './fake-pages.js';
import { answerHttpRequest, serveSocket } from './fake-requests.js';
import { ROOT } from './workbook.js';

export {
  DISCONNECT_EVENT,
  endedEvent,
  errorDiagnostic,
  outEvent,
  started,
  verdictEvent,
} from './fake-events.js';
export { LISTING, LISTING_SOURCE } from './fake-pages.js';

/** @import { IncomingMessage } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */
/** @import { Locator } from '@playwright/test' */
/** @import { Diagnostic } from '../../page/src/runner/events.js' */

/**
 * An event of a run or of a check, as the runner sends it.
 * @typedef {{ event: string, [field: string]: unknown }} SentEvent
 */

/**
 * What the page sends: a run, a check, a test to record, or an attempt at a
 * "Try it" task.
 * @typedef {{ source: string, listing?: string, exercise?: string,
 *   test?: string, task?: string, outcome?: { stdout: string } }} PostedJob
 */

/** @typedef {Record<string, { hash: string, at: number }>} Milestones */

/**
 * What the reader has done, as the workbook's store keeps it.
 * @typedef {{ v: 1, read?: Milestones, run?: Milestones, tried?: Milestones,
 *   predicted?: Milestones, solved?: Milestones }} Progress
 */

/**
 * @callback EventSource
 * @param {PostedJob} job
 * @param {Promise<unknown>} stopped resolves when the page says Stop
 * @returns {AsyncIterable<SentEvent>}
 */

/**
 * What a test sets, and what it may look at.
 * @typedef {object} Runner
 * @property {boolean} exists whether the site has a runner
 * @property {boolean} allowed whether the browser may use it
 * @property {string | undefined} token
 *   without it a page is not allowed either, if it is set
 * @property {EventSource} program the events of a run
 * @property {(attempt: PostedJob) => boolean} fits
 *   whether a run is what a "Try it" task expects
 * @property {PostedJob[]} triedRuns the runs that were compared with a task
 * @property {(source: string) => { formatted: string } | { error: string }
 *   } format what rustfmt does with a text
 * @property {PostedJob[]} saved the solutions that a page has saved to files
 * @property {string} saveError why a file is not written, or nothing
 * @property {(job: PostedJob) => Diagnostic[]} check
 *   what the compiler reports about a text
 * @property {string | undefined} refusal why runs are refused, if they are
 * @property {EventSource} exercise the events of an exercise's check
 * @property {EventSource} recordTest the events of a recorded test
 * @property {Progress} progress
 * @property {string[] | undefined} cards
 *   the cards that a page keeps; all of them if undefined
 * @property {(html: string) => string} edit changes a page before it is served
 * @property {PostedJob[]} jobs
 * @property {string[]} checked
 * @property {import('node:http').IncomingHttpHeaders} headers
 *   those with which the page has opened its last connection
 * @property {number} aborted runs that the page has cancelled or left
 * @property {{ run: number, at: number }[]} stops what came from Stop
 * @property {(run?: number) => void} stop ends the newest run, or this one
 */

/**
 * Creates a runner with which everything goes well.
 * @returns {Runner}
 */
export function createFakeRunner() {
  return {
    exists: true,
    allowed: true,
    token: undefined,
    async *program() {
      yield started();
      yield outEvent(0, 'hello\n');
      yield endedEvent(0);
    },
    fits: () => false,
    triedRuns: [],
    format: (source) => ({ formatted: source }),
    saved: [],
    saveError: '',
    check: () => [],
    refusal: undefined,
    async *exercise() {
      yield verdictEvent('solved', 'Solved: its test passes.');
    },
    async *recordTest() {
      yield { event: 'unrecorded', message: 'No test is recorded here.' };
    },
    progress: { v: 1 },
    cards: [`listing-${LISTING}`],
    edit: (html) => html,
    jobs: [],
    checked: [],
    headers: {},
    aborted: 0,
    stops: [],
    stop: () => {},
  };
}

/**
 * @typedef {object} FakeSite
 * @property {string} address
 * @property {Runner} runner
 * @property {() => void} disconnect closes the connections of all pages
 * @property {() => void} stop
 */

/**
 * Builds and serves the site with a pretended runner; each test sets one.
 * @returns {Promise<FakeSite>}
 */
export async function serveFakeSite(root = ROOT) {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  const program = path.resolve(process.env.WORKBOOK ?? 'workbook');
  execFileSync(program, ['build', '--root', root, '--dest', site]);
  /** @type {FakeSite} */
  const fake = {
    address: '',
    runner: createFakeRunner(),
    disconnect: () => {},
    stop: () => {},
  };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/')) {
      answerHttpRequest(fake.runner, request, response);
    } else {
      serveFile(site, fake.runner, request, response);
    }
  });
  const sockets = new WebSocketServer({
    server,
    path: '/api/socket',
    handleProtocols: () => 'workbook',
    verifyClient: (/** @type {{ req: IncomingMessage }} */ { req }) => {
      const { exists, token = '' } = fake.runner;
      const offered = req.headers['sec-websocket-protocol'] ?? '';
      return exists && offered.includes(`token.${token}`);
    },
  });
  sockets.on('connection', (socket, request) => {
    fake.runner.headers = request.headers;
    serveSocket(fake, socket);
  });
  await new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(undefined));
  });
  const { port } = /** @type {AddressInfo} */ (server.address());
  fake.address = `http://127.0.0.1:${port}/`;
  fake.disconnect = () => {
    for (const socket of sockets.clients) socket.terminate();
  };
  fake.stop = () => {
    fake.disconnect();
    server.closeAllConnections();
    server.close();
    fs.rmSync(site, { recursive: true });
  };
  return fake;
}

/**
 * @param {Locator} card
 * @param {string} name
 */
export function button(card, name) {
  return card.getByRole('button', { name, exact: true });
}

/**
 * The line that says how a run stands.
 * @param {Locator} card
 */
export function status(card) {
  return card.locator('.run-status');
}

/**
 * The lines that the program printed, each as time and text.
 * @param {Locator} card
 */
export function outputLines(card) {
  return card.locator('.run-line');
}

/**
 * Opens the editor and waits until it is there.
 * @param {Locator} card
 */
export async function openEditor(card) {
  await button(card, 'Edit').click();
  const code = card.getByRole('textbox', { name: 'Code of listing' });
  await expect(code).toBeFocused();
  return code;
}

/** Creates a promise that is resolved when a test calls `open`. */
export function createGate() {
  let open = () => {};
  const opened = new Promise((resolve) => {
    open = () => resolve(undefined);
  });
  return { open, opened };
}
