// The page's scripts and these tests keep to the types they state.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { expect, test } from './fixtures.js';

const HERE = import.meta.dirname;
const PAGE = path.resolve(HERE, '../../page');
const COMPILER = `${HERE}/node_modules/typescript/bin/tsc`;
const CACHE = `${HERE}/node_modules/.cache/page.tsbuildinfo`;
const OPTIONS = [
  ...['--noEmit', '--allowJs', '--checkJs', '--strict', '--skipLibCheck'],
  ...['--target', 'es2022', '--module', 'es2022'],
  ...['--lib', 'es2022,dom,dom.iterable'],
  // What has not changed is not checked again.
  ...['--incremental', '--tsBuildInfoFile', CACHE],
];

test('the scripts of the page type-check', () => {
  const lazy = ['timeline', 'predict', 'exercise'];
  const folders = [PAGE, ...lazy.map((name) => `${PAGE}/${name}`)];
  const names = folders.flatMap((folder) =>
    fs
      .readdirSync(folder)
      .filter((name) => name.endsWith('.js'))
      .map((name) => path.relative(PAGE, path.join(folder, name))),
  );
  expect(names).not.toEqual([]);
  for (const name of names) {
    const text = fs.readFileSync(`${PAGE}/${name}`, 'utf8');
    expect(text.startsWith('// @ts-check\n'), name).toBe(true);
  }
  const files = names.map((name) => `${PAGE}/${name}`);
  try {
    execFileSync(process.execPath, [COMPILER, ...OPTIONS, ...files]);
  } catch (error) {
    throw new Error(String(/** @type {any} */ (error).stdout));
  }
});
