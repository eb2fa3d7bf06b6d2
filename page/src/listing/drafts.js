// Saves what readers write, in their own browser: one draft for each listing
// or exercise, and the draft that the last reset removed.

/**
 * @typedef {object} Draft
 * @property {string} text
 * @property {string} base the hash of the book's text that it was made from
 */

const DRAFT_PREFIX = 'workbook-draft:';
const ARCHIVED_PREFIX = 'workbook-aside:';

/** @param {string} name */
export function loadDraft(name) {
  return loadItem(DRAFT_PREFIX + name);
}

/**
 * @param {string} name
 * @param {Draft} draft
 * @returns {boolean} whether the browser has saved it
 */
export function saveDraft(name, draft) {
  return saveItem(DRAFT_PREFIX + name, draft);
}

/** @param {string} name */
export function deleteDraft(name) {
  removeItem(DRAFT_PREFIX + name);
}

/**
 * Loads the draft that the last reset removed.
 * @param {string} name
 */
export function loadArchivedDraft(name) {
  return loadItem(ARCHIVED_PREFIX + name);
}

/**
 * Removes a draft so that `restoreArchivedDraft` can bring it back.
 * @param {string} name
 * @param {Draft} draft
 */
export function archiveDraft(name, draft) {
  saveItem(ARCHIVED_PREFIX + name, draft);
  deleteDraft(name);
}

/**
 * @param {string} name
 * @param {Draft} draft
 */
export function restoreArchivedDraft(name, draft) {
  saveItem(DRAFT_PREFIX + name, draft);
  removeItem(ARCHIVED_PREFIX + name);
}

/**
 * Calls a listener when another tab saves or removes this draft.
 * @param {string} name
 * @param {(draft: Draft | undefined) => void} listener
 */
export function onDraftChangeInOtherTab(name, listener) {
  const key = DRAFT_PREFIX + name;
  addEventListener('storage', (event) => {
    if (event.key === key) listener(loadItem(key));
  });
}

/** Returns all listings with a draft; exercises have names with a slash. */
export function findListingsWithDraft() {
  try {
    return Object.keys(localStorage)
      .filter((key) => key.startsWith(DRAFT_PREFIX) && !key.includes('/'))
      .map((key) => key.slice(DRAFT_PREFIX.length));
  } catch {
    return [];
  }
}

/**
 * Hashes a text with FNV-1a, to notice changes; it is no protection.
 * @param {string} text
 */
export function hashText(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return `${text.length}-${(hash >>> 0).toString(16)}`;
}

/**
 * @param {string} key
 * @returns {Draft | undefined}
 */
function loadItem(key) {
  try {
    return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
  } catch {
    return undefined;
  }
}

/**
 * Saving fails in some private windows, and if the storage is full.
 * @param {string} key
 * @param {Draft} draft
 */
function saveItem(key, draft) {
  try {
    localStorage.setItem(key, JSON.stringify(draft));
    return true;
  } catch {
    return false;
  }
}

/** @param {string} key */
function removeItem(key) {
  try {
    localStorage.removeItem(key);
  } catch {
    // Then nothing was saved either.
  }
}
