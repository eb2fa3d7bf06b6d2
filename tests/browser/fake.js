// The static site, and a runner that does what a test says: it speaks the
// protocol of `workbook/PROTOCOL.md` over HTTP.
import { expect } from '@playwright/test';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { createServer } from 'node:http';
import * as os from 'node:os';
import * as path from 'node:path';
import { ROOT } from './workbook.js';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** @typedef {import('../../page/runner.js').RunEvent} RunEvent */

/** The listing that the tests run. */
export const LISTING = 'two_waits';

/** Its text here, whatever the book has: the part shown is lines 4 and 5. */
const FOLDED = ['//! A listing', 'use std::thread;', 'fn main() {'];
const SHOWN = '    let city = ask();\n    println!("Asking {city}");\n';
const REST = ['}', '', 'fn ask() -> u8 {', '    7', '}'];
export const SOURCE = `${FOLDED.join('\n')}\n${SHOWN}${REST.join('\n')}\n`;

/** What a test sets, and what it may look at. */
export function newRunner() {
  return {
    /** Whether there is one, and whether the browser may use it. */
    exists: true,
    allowed: true,
    /** The events of a run; `stopped` resolves when the page says Stop. */
    async *program(job, stopped) {
      yield started();
      yield out(0, 'hello\n');
      yield ended(0);
    },
    /** What the compiler says of a text. */
    check: (job) => [],
    /** Why a run is refused, where it is. */
    refusal: undefined,
    /** The events of a check of an exercise. */
    async *exercise(job, closed) {
      yield verdict('solved', 'Solved: its test passes.');
    },
    /** What the reader has done. */
    progress: { v: 1 },
    /** What of a page is served; nothing for all of it. */
    cards: [`listing-${LISTING}`],
    /** Changes a page before it is served. */
    edit: (html) => html,
    jobs: [],
    checked: [],
    headers: {},
    /** Runs whose connection the page has closed. */
    aborted: 0,
  };
}

/** In the place of an event: the connection breaks. */
export const CUT = { event: 'cut' };

export const started = (run = 7) => ({ event: 'started', run, prebuilt: true });

/** @param {number} ms */
export function out(ms, text, stream = 'stdout') {
  return { event: 'out', stream, ms, text };
}

export function ended(ms, code = 0, how = 'exit', says = 'Ended.') {
  return { event: 'ended', how, code, signal: null, ms, says };
}

/** The end of a check of an exercise. */
export function verdict(verdict, says) {
  return { event: 'verdict', verdict, passed: 0, tests: 0, says };
}

/** An error of the compiler that names a line. */
export function problem(line, message, [from, to] = [5, 9]) {
  const place = { line_start: line, line_end: line, label: 'here' };
  return {
    level: 'error',
    code: 'E0425',
    message,
    rendered: `error[E0425]: ${message}\n --> two_waits.rs:${line}:${from}\n\n`,
    spans: [{ ...place, column_start: from, column_end: to, primary: true }],
  };
}

/** Serves the site, and does what its `runner` says: each test sets one. */
export async function serveFake() {
  const site = fs.mkdtempSync(path.join(os.tmpdir(), 'site-'));
  const program = path.resolve(process.env.WORKBOOK ?? 'workbook');
  execFileSync(program, ['build', '--root', ROOT, '--dest', site]);
  const fake = { address: '', runner: newRunner(), stop: () => {} };
  const server = createServer((request, response) => {
    if (request.url?.startsWith('/api/')) {
      answer(fake.runner, request, response);
    } else {
      file(site, fake.runner, request, response);
    }
  });
  await new Promise((done) => server.listen(0, '127.0.0.1', done));
  fake.address = `http://127.0.0.1:${server.address().port}/`;
  fake.stop = () => {
    server.closeAllConnections();
    server.close();
    fs.rmSync(site, { recursive: true });
  };
  return fake;
}

/**
 * @param {import('@playwright/test').Locator} card
 * @param {string} name
 */
export function button(card, name) {
  return card.getByRole('button', { name, exact: true });
}

/** The line that says how a run stands. */
export function status(card) {
  return card.locator('.run-status');
}

/** The lines that the program printed, each as time and text. */
export function lines(card) {
  return card.locator('.run-line');
}

/** Opens the editor and waits until it is there. */
export async function openEditor(card) {
  await button(card, 'Edit').click();
  const code = card.getByRole('textbox', { name: 'Code of listing' });
  await expect(code).toBeFocused();
  return code;
}

function file(site, { edit, cards, exists }, request, response) {
  const { pathname } = new URL(request.url, 'http://localhost');
  const name = path.join(site, path.normalize(pathname));
  const type = TYPES[path.extname(name)] ?? 'application/octet-stream';
  fs.readFile(name, (error, bytes) => {
    const isPage = type === TYPES['.html'];
    response.writeHead(error ? 404 : 200, {
      'Content-Type': type,
      'Cache-Control': isPage ? 'no-store' : 'max-age=600',
    });
    const page = () => withRunner(withCards(String(bytes), cards), exists);
    response.end(isPage ? edit(page()) : bytes);
  });
}

/** The workbook marks the pages that it serves itself. */
function withRunner(html, exists) {
  const meta = '<meta name="csp-nonce" content="none">';
  return exists ? html.replace('<head>', `$&${meta}`) : html;
}

/**
 * A short page is a quick one: of the chapter it has only these cards, and
 * it needs no fonts.
 */
function withCards(html, cards) {
  if (!cards) return html;
  const fold = (line) => `<span class="boring">${line}\n</span>`;
  const code = [...FOLDED.map(fold), SHOWN, ...REST.map(fold)].join('');
  const card = (id) =>
    html.match(new RegExp(`<section [^>]*id="${id}".*?</section>`, 's'))?.[0];
  const ours = (id, html = '') =>
    id !== `listing-${LISTING}`
      ? html
      : html.replace(
          /(<pre><code[^>]*>).*?(<\/code>)/s,
          (_, before, after) => before + code + after,
        );
  const all = cards.map((id) => ours(id, card(id)));
  return html
    .replace(/<link[^>]*fonts\.?[^>]*>/, '')
    .replace(/(<main>).*(<\/main>)/s, (_, open, close) =>
      [open, '<h1>A chapter</h1>', ...all, close].join('\n'),
    );
}

async function answer(runner, request, response) {
  if (!runner.exists) {
    response.writeHead(404).end();
    return;
  }
  const job = JSON.parse((await text(request)) || 'null');
  const json = (value) => response.end(JSON.stringify(value));
  runner.headers = request.headers;
  if (request.url === '/api/hello') {
    json({ version: '0', allowed: runner.allowed, state: 'ready' });
  } else if (request.url === '/api/check') {
    runner.checked.push(job.source);
    json(await runner.check(job));
  } else if (request.url === '/api/stop') {
    runner.stop();
    json({ stopped: true });
  } else if (request.url.startsWith('/api/progress')) {
    keep(runner, request.url, job);
    json({ progress: runner.progress, notice: null });
  } else if (request.url === '/api/exercise/check') {
    await stream(runner, 'exercise', job, response);
  } else {
    await stream(runner, 'program', job, response);
  }
}

/** As the workbook's store does. */
function keep(runner, url, asked) {
  if (url.endsWith('/reset')) runner.progress = { v: 1 };
  if (url.endsWith('/import')) {
    for (const [deed, marks] of Object.entries(asked.progress)) {
      if (deed === 'v') continue;
      runner.progress[deed] = { ...runner.progress[deed], ...marks };
    }
  }
  if (!asked?.deed) return;
  const { deed, name, hash } = asked;
  const mark = { hash, at: Math.floor(Date.now() / 1000) };
  runner.progress[deed] = { ...runner.progress[deed], [name]: mark };
}

async function stream(runner, kind, job, response) {
  runner.jobs.push(job);
  if (runner.refusal) {
    response.writeHead(403).end(JSON.stringify({ error: runner.refusal }));
    return;
  }
  const stopped = new Promise((stop) => (runner.stop = stop));
  response.on('close', () => {
    if (response.writableFinished) return;
    runner.aborted += 1;
    runner.stop();
  });
  for await (const event of runner[kind](job, stopped)) {
    if (event === CUT) response.socket.end();
    else response.write(`${JSON.stringify(event)}\n`);
  }
  response.end();
}

async function text(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
