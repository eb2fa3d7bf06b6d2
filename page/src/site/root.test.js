import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageName } from './root.js';

test('a page has the same name wherever the site is', () => {
  for (const root of ['/', '/async/workbook/']) {
    const pageNameOf = (/** @type {string} */ path) =>
      pageName(root + path, root);
    assert.equal(
      pageNameOf('ch01-waiting/timers.html'),
      'ch01-waiting/timers.html',
    );
    assert.equal(pageNameOf('ch01-waiting/'), 'ch01-waiting/index.html');
    assert.equal(pageNameOf('glossary.html'), 'glossary.html');
    assert.equal(pageNameOf(''), 'index.html');
  }
});
