// Searches a built site as its pages do, with mdBook's scripts and the site's
// index. Reads a JSON list of queries, and prints the addresses that each of
// them finds, the best first.
//
//     node search.js SITE < queries.json

const { readFileSync, readdirSync } = require('node:fs');
const { join } = require('node:path');
const { createContext, runInContext } = require('node:vm');

const siteFolder = process.argv[2];
const files = readdirSync(siteFolder);

/** @param {RegExp} pattern */
function readScript(pattern) {
  const file = files.find((name) => pattern.test(name));
  if (!file) throw new Error(`${siteFolder} has no file ${pattern}`);
  return readFileSync(join(siteFolder, file), 'utf8');
}

// As in a page: scripts share `window`, and the index is loaded last.
const browserContext = createContext({ console });
runInContext('globalThis.window = globalThis; window.search = {};', browserContext);
runInContext(readScript(/^elasticlunr-.*\.js$/), browserContext);
runInContext(readScript(/^searchindex-.*\.js$/), browserContext);
runInContext('window.index = elasticlunr.Index.load(search.index);', browserContext);

const queries = JSON.parse(readFileSync(0, 'utf8'));
const addressesByQuery = queries.map((/** @type {string} */ query) => {
  browserContext.query = query;
  const results = runInContext(
    'index.search(query, search.search_options)' +
      '.slice(0, search.results_options.limit_results)' +
      '.map(result => search.doc_urls[result.ref])',
    browserContext,
  );
  return [...results];
});
console.log(JSON.stringify(addressesByQuery));
