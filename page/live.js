// @ts-check
// Follows the workbook that serves the book: a changed page refreshes where
// it is being read, and a book that cannot be built says why in a banner.

(function live() {
  'use strict';

  const EVENTS = '/api/events';
  const TITLE = 'The newest edit cannot be shown';
  const PLACE = 'workbook-place';
  const FIRST_RETRY_MS = 1000;
  const LAST_RETRY_MS = 30_000;

  /** @typedef {{ edition: number, fault: string | null }} News */

  /** @type {EventSource | undefined} */
  let source;
  let retryMs = FIRST_RETRY_MS;
  let retryTimer = 0;
  /** The fault that the banner shows, or showed before it was closed. */
  let shownFault = /** @type {string | null} */ (null);
  /** What the page was made of when it was loaded: from the browser's cache. */
  const loaded = fetchPage('force-cache');

  resumePlace();
  // A browser has six connections to one server, so only pages in sight
  // listen; each hears the state anew when it comes back.
  document.addEventListener('visibilitychange', connectInSight);
  connectInSight();

  function connectInSight() {
    clearTimeout(retryTimer);
    source?.close();
    if (document.visibilityState !== 'visible') return;
    source = new EventSource(EVENTS);
    source.onmessage = (message) => {
      retryMs = FIRST_RETRY_MS;
      hear(JSON.parse(message.data));
    };
    // The workbook has ended, or starts again: ask now and then, in silence.
    source.onerror = () => {
      source?.close();
      retryTimer = window.setTimeout(connectInSight, retryMs);
      retryMs = Math.min(retryMs * 2, LAST_RETRY_MS);
    };
  }

  /** @param {News} news */
  async function hear(news) {
    showFault(news.fault);
    const [before, now] = [await loaded, await fetchPage('no-store')];
    if (before !== undefined && now !== undefined && before !== now) {
      keepPlace();
      location.reload();
    }
  }

  /**
   * All of the page that a reader can see. Its text alone would not do: it
   * names the search index, which changes with any chapter.
   * @param {RequestCache} cache
   * @returns {Promise<string | undefined>} nothing where there is no answer
   */
  async function fetchPage(cache) {
    try {
      const response = await fetch(location.pathname, { cache });
      if (response.status === 503) return undefined;
      const page = new DOMParser().parseFromString(
        await response.text(),
        'text/html',
      );
      const files = page.querySelectorAll('link[href], script[src]');
      const parts = [
        ...page.querySelectorAll('title, main, nav.nav-wide-wrapper'),
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
      document.getElementById('mdbook-content')?.before(banner(fault));
    }
  }

  /** @param {string} fault */
  function banner(fault) {
    const box = document.createElement('div');
    box.className = 'live-fault';
    box.setAttribute('role', 'alert');
    const title = document.createElement('p');
    title.className = 'live-fault-title';
    title.textContent = TITLE;
    const text = document.createElement('pre');
    text.textContent = fault;
    const close = document.createElement('button');
    close.type = 'button';
    close.className = 'live-fault-close';
    close.setAttribute('aria-label', 'Close');
    close.textContent = '×';
    close.addEventListener('click', () => box.remove());
    box.append(title, text, close);
    return box;
  }

  /** What a reader has unfolded, in the order of the page. */
  function folds() {
    const kinds = 'main details:not(.problems *, .timeline *), .whole-program';
    return [...document.querySelectorAll(kinds)];
  }

  /** @param {Element} fold */
  function isOpen(fold) {
    return fold instanceof HTMLDetailsElement
      ? fold.open
      : fold.getAttribute('aria-expanded') === 'true';
  }

  /** Remembers where the page is being read, over a reload. */
  function keepPlace() {
    const sidebar = document.querySelector('mdbook-sidebar-scrollbox');
    const place = {
      path: location.pathname,
      top: scrollY,
      sidebar: sidebar?.scrollTop ?? 0,
      open: folds().map(isOpen),
    };
    sessionStorage.setItem(PLACE, JSON.stringify(place));
    history.scrollRestoration = 'manual';
  }

  function resumePlace() {
    history.scrollRestoration = 'auto';
    const place = JSON.parse(sessionStorage.getItem(PLACE) ?? 'null');
    sessionStorage.removeItem(PLACE);
    if (place?.path !== location.pathname) return;
    reopen(place.open);
    const scroll = () => {
      const sidebar = document.querySelector('mdbook-sidebar-scrollbox');
      if (sidebar) sidebar.scrollTop = place.sidebar;
      scrollTo({ top: place.top, behavior: 'instant' });
    };
    scroll();
    // Fonts that come late move the lines.
    window.addEventListener('load', scroll, { once: true });
  }

  /** @param {boolean[]} open */
  function reopen(open) {
    const now = folds();
    if (now.length !== open.length) return;
    now.forEach((fold, i) => {
      if (!open[i] || isOpen(fold)) return;
      if (fold instanceof HTMLDetailsElement) fold.open = true;
      else if (fold instanceof HTMLElement) fold.click();
    });
  }
})();
