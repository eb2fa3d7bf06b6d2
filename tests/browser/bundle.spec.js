// The editor's bundle is what its sources give.
import * as fs from 'node:fs';
import { header } from '../../page/editor/build.js';
import { expect, test } from './fixtures.js';

const BUNDLE = new URL('../../page/vendor/editor.js', import.meta.url);

test('the bundle is as new as its sources', () => {
  const text = fs.readFileSync(BUNDLE, 'utf8').replaceAll('\r\n', '\n');
  const [first, ...rest] = text.split('\n');
  const stale = 'run `npm ci && npm run build` in page/editor';
  expect(`${first}\n`, stale).toBe(header(rest.join('\n')));
});
