// The token that lets a page use the workbook. The workbook prints an address
// with it in the fragment, which browsers send to no server. Storage belongs
// to the host and port of the page, so no other server's pages can read it.

const CONFIRMED_TOKEN_KEY = 'workbook-token';
/** A token that the reader has opened and no workbook has confirmed yet. */
const OFFERED_TOKEN_KEY = 'workbook-offered-token';
const TOKEN_FRAGMENT = /^#token=([0-9a-f]+)$/;

/**
 * Where the browser has no storage, a token lasts as long as the page.
 * @type {Map<string, string>}
 */
const unstoredTokens = new Map();

/**
 * Moves the token from the page's address, and from the browser's history of
 * this window, to the storage: the reader may go on to the next page before
 * the workbook has confirmed it.
 */
function takeTokenFromAddress() {
  const token = location.hash.match(TOKEN_FRAGMENT)?.[1];
  if (!token) return false;
  history.replaceState(history.state, '', addressWithoutHash());
  writeToken(OFFERED_TOKEN_KEY, token);
  return true;
}

/** @returns {string} empty if there is none */
export function readConfirmedToken() {
  return readToken(CONFIRMED_TOKEN_KEY);
}

/**
 * Returns the token of an address that the reader has opened, on this page or
 * the one before, until it is confirmed or refused.
 * @returns {string} empty if there is none
 */
export function readOfferedToken() {
  takeTokenFromAddress();
  return readToken(OFFERED_TOKEN_KEY);
}

/** @param {string} token */
export function confirmToken(token) {
  writeToken(CONFIRMED_TOKEN_KEY, token);
  dropOfferedToken(token);
}

/**
 * Forgets a token that the workbook has answered to, unless the reader has
 * opened another one meanwhile.
 * @param {string} token
 */
export function dropOfferedToken(token) {
  if (readToken(OFFERED_TOKEN_KEY) === token) removeToken(OFFERED_TOKEN_KEY);
}

/**
 * Calls a listener when another window has a new token, or when the reader
 * opens the printed address in this one.
 * @param {() => void} listener
 */
export function onNewToken(listener) {
  addEventListener('storage', ({ key, newValue }) => {
    if (newValue && (key === CONFIRMED_TOKEN_KEY || key === OFFERED_TOKEN_KEY))
      listener();
  });
  // Another fragment of the same page loads nothing.
  addEventListener('hashchange', () => {
    if (takeTokenFromAddress()) listener();
  });
}

/** @param {string} key */
function readToken(key) {
  try {
    return localStorage.getItem(key) ?? unstoredTokens.get(key) ?? '';
  } catch {
    return unstoredTokens.get(key) ?? '';
  }
}

/**
 * @param {string} key
 * @param {string} token
 */
function writeToken(key, token) {
  unstoredTokens.set(key, token);
  try {
    localStorage.setItem(key, token);
  } catch {
    // Kept above.
  }
}

/** @param {string} key */
function removeToken(key) {
  unstoredTokens.delete(key);
  try {
    localStorage.removeItem(key);
  } catch {
    // There is nothing to remove.
  }
}

function addressWithoutHash() {
  return location.pathname + location.search;
}
