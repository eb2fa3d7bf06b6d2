// Follows the workbook that serves the book: a page whose sources changed
// reloads where it is being read, and a banner says why a book can't be built.
import { createElement } from '../dom/elements.js';
import { onSiteNews } from '../runner/connection.js';

const FAULT_TITLE = 'The newest edit cannot be shown';
/** The content for which this window reloaded last. */
const RELOADED_KEY = 'workbook-reloaded-for';

/** @type {string | null} the fault that the banner shows or showed */
let shownFault = null;
/** @type {Promise<string | undefined>} */
let loadedContent;

/** Follows the sources; only a browser with the token gets the news. */
export function startLiveReload() {
  loadedContent = fetchContent('force-cache');
  onSiteNews(handleNews);
}

/** @param {import('../generated/protocol.d.ts').SiteNews} news */
async function handleNews({ fault }) {
  showFault(fault);
  const [loaded, current] = [
    await loadedContent,
    await fetchContent('no-store'),
  ];
  if (loaded === undefined || current === undefined) return;
  if (loaded === current || testAndSetReloadedFor(current)) return;
  location.reload();
}

/**
 * Returns whether the last reload was for this very content, and remembers it
 * as the one that the page reloads for. If a page still differs after a
 * reload, reloading again would not help.
 * @param {string} content
 */
function testAndSetReloadedFor(content) {
  const wanted = JSON.stringify([pageAddressAtLoad(), content]);
  if (sessionStorage.getItem(RELOADED_KEY) === wanted) return true;
  sessionStorage.setItem(RELOADED_KEY, wanted);
  return false;
}

/**
 * Returns the address that the browser loaded, with its query: a copy in the
 * cache belongs to one query, and scripts may have changed `location`.
 */
function pageAddressAtLoad() {
  const [navigation] = performance.getEntriesByType('navigation');
  const address = new URL(navigation?.name ?? location.href);
  address.hash = '';
  return address.href;
}

/**
 * Fetches what a reader can see of this page. The whole text would not do: it
 * names the search index, which changes with any chapter.
 * @param {RequestCache} cache `force-cache` for the copy that was loaded
 * @returns {Promise<string | undefined>} `undefined` without an answer
 */
async function fetchContent(cache) {
  try {
    const response = await fetch(pageAddressAtLoad(), { cache });
    if (response.status === 503) return undefined;
    const freshPage = new DOMParser().parseFromString(
      await response.text(),
      'text/html',
    );
    const files = freshPage.querySelectorAll('link[href], script[src]');
    const parts = [
      ...freshPage.querySelectorAll('title, main, nav.nav-wide-wrapper'),
      ...[...files].map((file) => file.cloneNode(false)),
    ];
    return parts.map((part) => /** @type {Element} */ (part).outerHTML).join();
  } catch {
    return undefined;
  }
}

/** @param {string | null} fault */
function showFault(fault) {
  if (fault === shownFault) return;
  shownFault = fault;
  document.querySelector('.live-fault')?.remove();
  if (fault !== null) {
    document.getElementById('mdbook-content')?.before(createBanner(fault));
  }
}

/** @param {string} fault */
function createBanner(fault) {
  const close = createElement(
    'button',
    { type: 'button', class: 'live-fault-close', 'aria-label': 'Close' },
    '×',
  );
  const banner = createElement(
    'div',
    { class: 'live-fault', role: 'alert' },
    createElement('p', { class: 'live-fault-title' }, FAULT_TITLE),
    createElement('pre', {}, fault),
    close,
  );
  close.addEventListener('click', () => banner.remove());
  return banner;
}
