// @ts-check
// Keeps what readers made of the listings, in their own browser: a draft for
// each listing, and the one that was last put aside by a reset.

/**
 * @typedef {object} Draft
 * @property {string} text
 * @property {string} base the hash of the listing that it was made from
 */

const Drafts = (function () {
  'use strict';

  const DRAFT = 'workbook-draft:';
  const ASIDE = 'workbook-aside:';

  return { of, keep, drop, aside, putAside, takeBack, names, hash };

  /**
   * @param {string} name
   * @returns {Draft | undefined}
   */
  function of(name) {
    return read(DRAFT + name);
  }

  /**
   * The draft that a reset has put aside.
   * @param {string} name
   */
  function aside(name) {
    return read(ASIDE + name);
  }

  /**
   * @param {string} name
   * @param {Draft} draft
   * @returns {boolean} whether the browser keeps it
   */
  function keep(name, draft) {
    return write(DRAFT + name, draft);
  }

  /** @param {string} name */
  function drop(name) {
    remove(DRAFT + name);
  }

  /**
   * Nothing is lost: `takeBack` undoes it.
   * @param {string} name
   * @param {Draft} draft
   */
  function putAside(name, draft) {
    write(ASIDE + name, draft);
    drop(name);
  }

  /**
   * @param {string} name
   * @param {Draft} draft
   */
  function takeBack(name, draft) {
    write(DRAFT + name, draft);
    remove(ASIDE + name);
  }

  /** All listings that have a draft; exercises have names with a slash. */
  function names() {
    try {
      return Object.keys(localStorage)
        .filter((key) => key.startsWith(DRAFT) && !key.includes('/'))
        .map((key) => key.slice(DRAFT.length));
    } catch {
      return [];
    }
  }

  /**
   * Tells one text from another; it guards against nothing else (FNV-1a).
   * @param {string} text
   */
  function hash(text) {
    let sum = 0x811c9dc5;
    for (let i = 0; i < text.length; i += 1) {
      sum = Math.imul(sum ^ text.charCodeAt(i), 0x01000193);
    }
    return `${text.length}-${(sum >>> 0).toString(16)}`;
  }

  /**
   * @param {string} key
   * @returns {Draft | undefined}
   */
  function read(key) {
    try {
      return JSON.parse(localStorage.getItem(key) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * A private window may refuse, and the storage may be full.
   * @param {string} key
   * @param {Draft} draft
   */
  function write(key, draft) {
    try {
      localStorage.setItem(key, JSON.stringify(draft));
      return true;
    } catch {
      return false;
    }
  }

  /** @param {string} key */
  function remove(key) {
    try {
      localStorage.removeItem(key);
    } catch {
      // Then nothing was kept either.
    }
  }
})();
