import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pageName } from './root.js';

test('a page has the same name wherever the site is', () => {
  for (const root of ['/', '/async/workbook/']) {
    const name = (/** @type {string} */ path) => pageName(root + path, root);
    assert.equal(name('ch01-waiting/timers.html'), 'ch01-waiting/timers.html');
    assert.equal(name('ch01-waiting/'), 'ch01-waiting/index.html');
    assert.equal(name('glossary.html'), 'glossary.html');
    assert.equal(name(''), 'index.html');
  }
});
