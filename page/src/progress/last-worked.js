// Remembers the page on which the reader did something last: ran a listing,
// answered a question, or solved an exercise. Looking at a page is no work, so
// a visit by search doesn't move it.

const LAST_WORKED_KEY = 'workbook-last-worked';

/** @returns {string} empty if the reader has done nothing yet */
export function loadLastWorked() {
  try {
    return localStorage.getItem(LAST_WORKED_KEY) ?? '';
  } catch {
    return '';
  }
}

/** @param {string} page as the outline names it; empty for none */
export function saveLastWorked(page) {
  try {
    if (page) localStorage.setItem(LAST_WORKED_KEY, page);
    else localStorage.removeItem(LAST_WORKED_KEY);
  } catch {
    // Then the start page leads to the first page that is not done.
  }
}
