// The pages of the static site, shortened to what a test looks at.

import * as fs from 'node:fs';
import * as path from 'node:path';
import { ROOT } from './workbook.js';

/** @import { IncomingMessage, ServerResponse } from 'node:http' */
/** @import { Runner } from './fake.js' */

/** @type {Record<string, string>} */
const CONTENT_TYPES = {
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
const LINES_FOLDED_BEFORE = [
  '//! A listing',
  'use std::thread;',
  'fn main() {',
];
const SHOWN_CODE = '    let city = ask();\n    println!("Asking {city}");\n';
const LINES_FOLDED_AFTER = ['}', '', 'fn ask() -> u8 {', '    7', '}'];
export const LISTING_SOURCE = `${LINES_FOLDED_BEFORE.join('\n')}\n${SHOWN_CODE}${LINES_FOLDED_AFTER.join('\n')}\n`;

/**
 * @param {string} site
 * @param {Runner} runner
 * @param {IncomingMessage} request
 * @param {ServerResponse} response
 */
export function serveFile(site, { edit, cards, exists }, request, response) {
  const { pathname } = new URL(request.url ?? '/', 'http://localhost');
  const folder = pathname.startsWith('/page/src/') ? ROOT : site;
  const name = path.join(folder, path.normalize(pathname));
  const type = CONTENT_TYPES[path.extname(name)] ?? 'application/octet-stream';
  fs.readFile(name, (error, bytes) => {
    const isPage = type === CONTENT_TYPES['.html'];
    response.writeHead(error ? 404 : 200, {
      'Content-Type': type,
      'Cache-Control': isPage ? 'no-store' : 'max-age=600',
    });
    const renderPage = () =>
      addRunnerMark(shortenToCards(String(bytes), cards), exists);
    response.end(isPage ? edit(renderPage()) : bytes);
  });
}

/**
 * The workbook marks the pages that it serves itself.
 * @param {string} html
 * @param {boolean} exists
 */
function addRunnerMark(html, exists) {
  const meta = '<meta name="csp-nonce" content="none">';
  return exists ? html.replace('<head>', `$&${meta}`) : html;
}

/**
 * Shortens a chapter to these cards, without fonts: a short page is a quick
 * one.
 * @param {string} html
 * @param {string[] | undefined} ids
 */
function shortenToCards(html, ids) {
  if (!ids) return html;
  const cards = ids.map((id) => {
    const section = new RegExp(`<section [^>]*id="${id}".*?</section>`, 's');
    const card = html.match(section)?.[0] ?? '';
    return id === `listing-${LISTING}` ? replaceListingCode(card) : card;
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
function replaceListingCode(card) {
  const foldLine = (/** @type {string} */ line) =>
    `<span class="boring">${line}\n</span>`;
  const code = [
    ...LINES_FOLDED_BEFORE.map(foldLine),
    SHOWN_CODE,
    ...LINES_FOLDED_AFTER.map(foldLine),
  ].join('');
  return card.replace(/(?<=<pre><code[^>]*>).*?(?=<\/code>)/s, () => code);
}
