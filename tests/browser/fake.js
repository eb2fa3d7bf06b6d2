// The static site, and a runner that does what a test says: it speaks the
// protocol of `workbook/PROTOCOL.md`.

import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { expect } from '@playwright/test';
import { WebSocketServer } from 'ws';
import { ROOT } from './workbook.js';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { AddressInfo } from 'node:net' */
/** @import { Locator } from '@playwright/test' */
/** @import { WebSocket } from 'ws' */
/** @import { Diagnostic } from '../../page/src/runner/events.js' */

/** @type {Record<string, string>} */
const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** The listing that the tests run. */
export const LISTING = 'two_waits';

/** Its text here, whatever the book has: the part shown is lines 4 and 5. */
const FOLDED = ['//! A listing', 'use std::thread;', 'fn main() {'];
const SHOWN = '    let city = ask();\n    println!("Asking {city}");\n';
const REST = ['}', '', 'fn ask() -> u8 {', '    7', '}'];
export const SOURCE = `${FOLDED.join('\n')}\n${SHOWN}${REST.join('\n')}\n`;

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
export function newRunner() {
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

/** Sent instead of an event, it breaks the connection. */
export const DISCONNECT = { event: 'disconnect' };

export const started = (run = 7) => ({ event: 'started', run, prebuilt: true });

/**
 * @param {number} ms
 * @param {string} text
 */
export function outEvent(ms, text, stream = 'stdout') {
  return { event: 'out', stream, ms, text };
}

/**
 * @param {number | null} ms
 * @param {number | null} code
 */
export function endedEvent(ms, code = 0, how = 'exit', message = 'Ended.') {
  return { event: 'ended', how, code, signal: null, ms, message };
}

/**
 * The end of a check of an exercise.
 * @param {string} verdict
 * @param {string} message
 */
export function verdictEvent(verdict, message) {
  return { event: 'verdict', verdict, passed: 0, tests: 0, message };
}

/**
 * A compiler error that names a line.
 * @param {number} line
 * @param {string} message
 */
export function problem(line, message, [from, to] = [5, 9]) {
  const place = { line_start: line, line_end: line, label: 'here' };
  return {
    level: 'error',
    code: 'E0425',
    message,
    rendered: `error[E0425]: ${message}\n --> two_waits.rs:${line}:${from}\n\n`,
    spans: [{ ...place, column_start: from, column_end: to, primary: true }],
    fixes: [],
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
export async function serveFake(root = ROOT) {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  const program = path.resolve(process.env.WORKBOOK ?? 'workbook');
  execFileSync(program, ['build', '--root', root, '--dest', site]);
  /** @type {FakeSite} */
  const fake = {
    address: '',
    runner: newRunner(),
    disconnect: () => {},
    stop: () => {},
  };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/')) {
      answerRequest(fake.runner, request, response);
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
export function lines(card) {
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

/**
 * @param {string} site
 * @param {Runner} runner
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
function serveFile(site, { edit, cards, exists }, request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const folder = pathname.startsWith('/page/src/') ? ROOT : site;
  const name = path.join(folder, path.normalize(pathname));
  const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
  fs.readFile(name, (error, bytes) => {
    const isPage = type === TYPES['.html'];
    response.writeHead(error ? 404 : 200, {
      'Content-Type': type,
      'Cache-Control': isPage ? 'no-store' : 'max-age=600',
    });
    const renderPage = () =>
      withRunner(withCards(String(bytes), cards), exists);
    response.end(isPage ? edit(renderPage()) : bytes);
  });
}

/**
 * The workbook marks the pages that it serves itself.
 * @param {string} html
 * @param {boolean} exists
 */
function withRunner(html, exists) {
  const meta = '<meta name="csp-nonce" content="none">';
  return exists ? html.replace('<head>', `$&${meta}`) : html;
}

/**
 * Shortens a chapter to these cards, without fonts: a short page is a quick
 * one.
 * @param {string} html
 * @param {string[] | undefined} ids
 */
function withCards(html, ids) {
  if (!ids) return html;
  const cards = ids.map((id) => {
    const section = new RegExp(`<section [^>]*id="${id}".*?</section>`, 's');
    const card = html.match(section)?.[0] ?? '';
    return id === `listing-${LISTING}` ? withOwnCode(card) : card;
  });
  return html
    .replace(/<link[^>]*fonts\.?[^>]*>/, '')
    .replace(
      /(?<=<main>).*(?=<\/main>)/s,
      () => `\n<h1>A chapter</h1>\n${cards.join('\n')}\n`,
    );
}

/**
 * Puts our text into the listing that the tests run.
 * @param {string} card
 */
function withOwnCode(card) {
  const foldLine = (/** @type {string} */ line) =>
    `<span class="boring">${line}\n</span>`;
  const code = [...FOLDED.map(foldLine), SHOWN, ...REST.map(foldLine)].join('');
  return card.replace(/(?<=<pre><code[^>]*>).*?(?=<\/code>)/s, () => code);
}

/**
 * @param {Runner} runner
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
async function answerRequest(runner, request, response) {
  if (!runner.exists) {
    response.writeHead(404).end();
    return;
  }
  const job = JSON.parse((await readText(request)) || 'null');
  const sendJson = (/** @type {unknown} */ value) =>
    response.end(JSON.stringify(value));
  if (request.url === '/api/hello') {
    const { token = request.headers['x-workbook-token'] } = runner;
    const isKnown = request.headers['x-workbook-token'] === token;
    const allowed = runner.allowed && isKnown;
    sendJson({ version: '0', allowed, runs: true, state: 'ready' });
  } else if (request.url === '/api/try') {
    runner.triedRuns.push(job);
    sendJson({ fits: runner.fits(job) });
  } else if (request.url === '/api/format') {
    const answer = runner.format(job.source);
    if ('error' in answer) response.writeHead(400);
    sendJson(answer);
  } else if (request.url === '/api/exercise') {
    runner.saved.push(job);
    if (runner.saveError) response.writeHead(409);
    sendJson(
      runner.saveError
        ? { error: runner.saveError }
        : { saved: `exercises/${job.exercise}.rs` },
    );
  } else if (request.url === '/api/stop') {
    runner.stops.push({ run: job.run, at: Date.now() });
    runner.stop(job.run);
    sendJson({ stopped: true });
  } else if (request.url?.startsWith('/api/progress')) {
    saveProgress(runner, request.url, job);
    sendJson({ progress: runner.progress, notice: null });
  } else {
    response.writeHead(404).end();
  }
}

/**
 * Answers the requests of one page.
 * @param {FakeSite} fake
 * @param {WebSocket} socket
 */
function serveSocket(fake, socket) {
  /** @type {Map<number, () => void>} */
  const cancels = new Map();
  const send = (/** @type {object} */ message) =>
    socket.send(JSON.stringify(message));
  socket.on('message', async (text) => {
    const { id, request, ...job } = JSON.parse(String(text));
    if (request === 'cancel') {
      cancels.get(id)?.();
      return;
    }
    const { runner } = fake;
    let isOpen = true;
    const sendEvent = (/** @type {unknown} */ event) => {
      const { event: kind, run } = /** @type {SentEvent} */ (event);
      if (kind === 'started' && typeof run === 'number') ownRun = run;
      if (event === DISCONNECT) socket.terminate();
      else if (isOpen) send({ message: 'event', id, event });
    };
    /** @type {number | undefined} */
    let ownRun;
    let stop = () => {};
    const stopped = new Promise((resolve) => {
      stop = () => resolve(undefined);
    });
    const stopOlder = runner.stop;
    runner.stop = (run) => {
      if (run === undefined || run === ownRun) stop();
      else stopOlder(run);
    };
    cancels.set(id, () => {
      cancels.delete(id);
      isOpen = false;
      if (request !== 'type-check') runner.aborted += 1;
      stop();
    });
    const error = await answer(runner, request, job, stopped, sendEvent);
    cancels.delete(id);
    if (isOpen) send({ message: 'end', id, error });
  });
  socket.on('close', () => {
    for (const cancel of cancels.values()) cancel();
  });
}

/**
 * @param {Runner} runner
 * @param {string} request
 * @param {PostedJob} job
 * @param {Promise<unknown>} stopped
 * @param {(event: unknown) => void} sendEvent
 * @returns {Promise<string | null>} why the request is refused
 */
async function answer(runner, request, job, stopped, sendEvent) {
  if (request === 'type-check') {
    runner.checked.push(job.source);
    sendEvent(await runner.check(job));
    return null;
  }
  runner.jobs.push(job);
  if (runner.refusal) return runner.refusal;
  const source = eventSource(runner, request);
  for await (const event of source.call(runner, job, stopped)) {
    sendEvent(event);
  }
  return null;
}

/**
 * @param {Runner} runner
 * @param {string} request
 */
function eventSource(runner, request) {
  switch (request) {
    case 'run':
      return runner.program;
    case 'record-test':
      return runner.recordTest;
    default:
      return runner.exercise;
  }
}

/** @typedef {'read' | 'run' | 'tried' | 'predicted' | 'solved'} MilestoneKind */

/**
 * Saves progress as the workbook's store does.
 * @param {Runner} runner
 * @param {string} url
 * @param {{ milestone?: MilestoneKind, name: string, hash: string,
 *   progress: Progress }} update
 */
function saveProgress(runner, url, update) {
  if (url.endsWith('/reset')) runner.progress = { v: 1 };
  if (url.endsWith('/import')) {
    const { v: _version, ...kinds } = update.progress;
    for (const [kind, milestones] of Object.entries(kinds)) {
      addMilestones(runner, /** @type {MilestoneKind} */ (kind), milestones);
    }
  }
  if (!update?.milestone) return;
  const { milestone, name, hash } = update;
  const progressMark = { hash, at: Math.floor(Date.now() / 1000) };
  addMilestones(runner, milestone, { [name]: progressMark });
}

/**
 * @param {Runner} runner
 * @param {MilestoneKind} kind
 * @param {Milestones} milestones
 */
function addMilestones({ progress }, kind, milestones) {
  progress[kind] = { ...progress[kind], ...milestones };
}

/** @param {IncomingMessage} request */
async function readText(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
