// Searches a built site as its pages do, with mdBook's scripts and the site's
// index. Reads a JSON list of queries, and prints the addresses that each of
// them finds, the best first.
//
//     node search.js SITE < queries.json

const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { createContext, runInContext } = require('node:vm');

const site = process.argv[2];
const files = readdirSync(site);

/** @param {RegExp} pattern */
function readScript(pattern) {
  const file = files.find((name) => pattern.test(name));
  if (!file) throw new Error(`${site} has no file ${pattern}`);
  return readFileSync(join(site, file), 'utf8');
}

// As in a page: scripts share `window`, and the index is loaded last.
const page = createContext({ console });
runInContext('globalThis.window = globalThis; window.search = {};', page);
runInContext(readScript(/^elasticlunr-.*\.js$/), page);
runInContext(readScript(/^searchindex-.*\.js$/), page);
runInContext('window.index = elasticlunr.Index.load(search.index);', page);

const queries = JSON.parse(readFileSync(0, 'utf8'));
const found = queries.map((/** @type {string} */ query) => {
  page.query = query;
  const results = runInContext(
    'index.search(query, search.search_options)' +
      '.slice(0, search.results_options.limit_results)' +
      '.map(result => search.doc_urls[result.ref])',
    page,
  );
  return [...results];
});
console.log(JSON.stringify(found));
