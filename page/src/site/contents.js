// The table of contents in the sidebar: its entries, their titles, and the page
// that follows this one.

const ENTRY_SELECTOR = '.chapter-link-wrapper > a[href]';

/**
 * The sidebar's links by the path of their page. It never loses one, and a
 * page looks up each page of the book.
 * @type {Map<string, HTMLAnchorElement>}
 */
const entries = new Map();

/**
 * Finds the sidebar's link to a page.
 * @param {string} pathname of the page's address
 * @returns {HTMLAnchorElement | undefined}
 */
export function findContentsLink(pathname) {
  if (entries.size === 0) collectEntries();
  return entries.get(pathname);
}

function collectEntries() {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(ENTRY_SELECTOR);
  for (const link of links) {
    const { pathname } = new URL(link.href);
    // The links to a page's headings come after the one to the page.
    if (!entries.has(pathname)) entries.set(pathname, link);
  }
}

/**
 * Returns the link of an item of the contents, or `null` if the item is only a
 * heading.
 * @param {Element | null | undefined} item
 * @returns {HTMLAnchorElement | null}
 */
export function linkOfItem(item) {
  return item?.querySelector(`:scope > ${ENTRY_SELECTOR}`) ?? null;
}

/** Finds the next page of the book, with its title. */
export function findFollowingPage() {
  /** @type {HTMLAnchorElement | null} */
  const link = document.querySelector('a[rel~="next"]');
  if (!link) return undefined;
  const entry = findContentsLink(new URL(link.href).pathname);
  return { href: link.href, title: entry ? pageTitleOf(entry) : link.title };
}

/**
 * Returns a page's title without its number and our marks.
 * @param {Element} link of the contents
 */
export function pageTitleOf(link) {
  const copy = /** @type {Element} */ (link.cloneNode(true));
  for (const mark of copy.querySelectorAll('strong, .chapter-mark')) {
    mark.remove();
  }
  return (copy.textContent ?? '').trim();
}
