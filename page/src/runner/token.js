// The token that lets a page use the workbook. The workbook prints an address
// with it in the fragment, which browsers send to no server. Storage belongs
// to the host and port of the page, so no other server's pages can read it.

const STORAGE_KEY = 'workbook-token';
/** A token that the reader has opened and no workbook has confirmed yet. */
const OFFERED_KEY = 'workbook-offered-token';
const FRAGMENT = /^#token=([0-9a-f]+)$/;

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
  const token = location.hash.match(FRAGMENT)?.[1];
  if (!token) return false;
  history.replaceState(history.state, '', addressWithoutHash());
  write(OFFERED_KEY, token);
  return true;
}

/** @returns {string} empty if there is none */
export function readConfirmedToken() {
  return read(STORAGE_KEY);
}

/**
 * Returns the token of an address that the reader has opened, on this page or
 * the one before, until it is confirmed or refused.
 * @returns {string} empty if there is none
 */
export function readOfferedToken() {
  takeTokenFromAddress();
  return read(OFFERED_KEY);
}

/** @param {string} token */
export function confirmToken(token) {
  write(STORAGE_KEY, token);
  dropOfferedToken(token);
}

/**
 * Forgets a token that the workbook has answered to, unless the reader has
 * opened another one meanwhile.
 * @param {string} token
 */
export function dropOfferedToken(token) {
  if (read(OFFERED_KEY) === token) remove(OFFERED_KEY);
}

/**
 * Calls a listener when another window has a new token, or when the reader
 * opens the printed address in this one.
 * @param {() => void} listener
 */
export function onToken(listener) {
  addEventListener('storage', ({ key, newValue }) => {
    if (newValue && (key === STORAGE_KEY || key === OFFERED_KEY)) listener();
  });
  // Another fragment of the same page loads nothing.
  addEventListener('hashchange', () => {
    if (takeTokenFromAddress()) listener();
  });
}

/** @param {string} key */
function read(key) {
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
function write(key, token) {
  unstoredTokens.set(key, token);
  try {
    localStorage.setItem(key, token);
  } catch {
    // Kept above.
  }
}

/** @param {string} key */
function remove(key) {
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
