// The page for addresses that lead nowhere: it searches for what was asked.

/** mdBook's parameter for the words in the search field. */
const SEARCH_PARAMETER = 'search';

/**
 * Returns the words of an address that lead nowhere, such as `wait for` for
 * `/ch05-cancellation/wait-for.html`.
 * @param {string} path
 */
export function wordsOfPath(path) {
  const parts = path.split('/').filter((part) => part !== '');
  const name = parts.at(-1) ?? '';
  return decodePart(name)
    .replace(/\.(html|md)$/, '')
    .replace(/[-\s]+/g, ' ')
    .trim();
}

/**
 * An address may contain a `%` that encodes nothing.
 * @param {string} part
 */
function decodePart(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Searches for the address's last part, on the page for lost addresses. */
export function searchForLostPage() {
  const hint = document.querySelector('main .not-found');
  const address = new URL(location.href);
  if (!hint || address.searchParams.has(SEARCH_PARAMETER)) return;
  const words = wordsOfPath(address.pathname);
  if (words === '') return;

  address.searchParams.set(SEARCH_PARAMETER, words);
  history.replaceState(history.state, '', address);
  // mdBook's script then does what it does after Back: it reads the address.
  dispatchEvent(new PopStateEvent('popstate'));
}
