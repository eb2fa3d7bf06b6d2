// Keeps the place where the reader is when a page is reloaded. A scroll
// position alone isn't enough, because after a reload drafts open again, fonts
// arrive later, and the outputs of runs are gone.

/**
 * The first block that begins in the window, or else the one that fills it. It
 * comes `steps` blocks after the block with this id.
 * @typedef {{ id: string, steps: number, top: number }} Anchor
 */

/**
 * @typedef {object} Place
 * @property {string} path
 * @property {number} top
 * @property {Anchor} [anchor]
 * @property {number} sidebar
 * @property {boolean[]} open
 */

const PLACE_KEY = 'workbook-place';
/** How long drafts, fonts and pictures that load late may move the lines. */
const SETTLING_MS = 4000;
/** Blocks that scripts add to some pages at some times. */
const SCRIPT_ADDED_SELECTOR = '.hidden-answer-note, .reset-all';
/** Events by which the reader chooses another place. */
const READER_EVENTS = ['wheel', 'touchstart', 'keydown', 'pointerdown'];
/** A block whose output is gone must stay in sight by at least this much. */
const MIN_VISIBLE_PX = 80;

/** Saves the place whenever the page is left, for a reload. */
export function keepPlace() {
  restorePlace();
  addEventListener('pagehide', savePlace);
}

function savePlace() {
  /** @type {Place} */
  const place = {
    path: location.pathname,
    top: scrollY,
    anchor: findAnchor(),
    sidebar: findSidebarScrollbox()?.scrollTop ?? 0,
    open: findFoldableBlocks().map(isUnfolded),
  };
  try {
    sessionStorage.setItem(PLACE_KEY, JSON.stringify(place));
  } catch {
    // Then the browser alone restores the place.
  }
}

function restorePlace() {
  const place = loadPlace();
  if (!place) return;
  reopenBlocks(place.open);
  const scroll = () => scrollToPlace(place);
  scroll();
  const observer = new ResizeObserver(scroll);
  const main = document.querySelector('main');
  if (main) observer.observe(main);
  // The browser restores a place of its own by then.
  addEventListener('load', () => requestAnimationFrame(scroll), { once: true });
  const stopRestoring = () => {
    observer.disconnect();
    for (const name of READER_EVENTS) removeEventListener(name, stopRestoring);
  };
  for (const name of READER_EVENTS) {
    addEventListener(name, stopRestoring, { passive: true });
  }
  setTimeout(stopRestoring, SETTLING_MS);
}

/** @returns {Place | undefined} of this page, if it was reloaded */
function loadPlace() {
  /** @type {PerformanceEntry | undefined} some browsers have none */
  const entry = performance.getEntriesByType('navigation')[0];
  const isReload =
    entry instanceof PerformanceNavigationTiming && entry.type === 'reload';
  try {
    const place = JSON.parse(sessionStorage.getItem(PLACE_KEY) ?? 'null');
    sessionStorage.removeItem(PLACE_KEY);
    const isThisPage = place?.path === location.pathname;
    return isThisPage && isReload ? place : undefined;
  } catch {
    return undefined;
  }
}

/** Returns the blocks of the page's text. */
function findBlocks() {
  return [...document.querySelectorAll('main > *')].filter(
    (block) => !block.matches(SCRIPT_ADDED_SELECTOR),
  );
}

/** @returns {Anchor | undefined} none at the top of the page */
function findAnchor() {
  const textBlocks = findBlocks();
  const rects = textBlocks.map((block) => block.getBoundingClientRect());
  const first = rects.findIndex(({ top }) => top >= 0 && top < innerHeight / 2);
  // What is above the place changes its height, so a block that begins there
  // is a bad anchor.
  const index = first < 0 ? rects.findIndex(({ bottom }) => bottom > 0) : first;
  for (let i = index; i >= 0; i -= 1) {
    if (textBlocks[i].id === '') continue;
    return { id: textBlocks[i].id, steps: index - i, top: rects[index].top };
  }
  return undefined;
}

/** @param {Place} place */
function scrollToPlace({ anchor, top, sidebar }) {
  const scrollbox = findSidebarScrollbox();
  if (scrollbox) scrollbox.scrollTop = sidebar;
  const textBlocks = findBlocks();
  const startIndex = anchor
    ? textBlocks.findIndex(({ id }) => id === anchor.id)
    : -1;
  const block =
    startIndex < 0 ? undefined : textBlocks[startIndex + (anchor?.steps ?? 0)];
  if (!block || !anchor) {
    scrollTo({ top, behavior: 'instant' });
    return;
  }
  const rect = block.getBoundingClientRect();
  const wanted =
    anchor.top < 0
      ? Math.max(anchor.top, MIN_VISIBLE_PX - rect.height)
      : anchor.top;
  const isOff = Math.abs(rect.top - wanted) >= 1;
  if (isOff) scrollBy({ top: rect.top - wanted, behavior: 'instant' });
}

function findSidebarScrollbox() {
  return document.querySelector('mdbook-sidebar-scrollbox');
}

/** Returns all blocks that a reader can unfold, in the order of the page. */
function findFoldableBlocks() {
  const generated = '.problems *, .timeline *, .exercise-results *';
  const kinds = `main details:not(${generated}), .whole-program`;
  return [...document.querySelectorAll(kinds)];
}

/** @param {Element} block */
function isUnfolded(block) {
  return block instanceof HTMLDetailsElement
    ? block.open
    : block.getAttribute('aria-expanded') === 'true';
}

/** @param {boolean[]} wasOpen */
function reopenBlocks(wasOpen) {
  const all = findFoldableBlocks();
  if (all.length !== wasOpen.length) return;
  for (const [index, block] of all.entries()) {
    if (!wasOpen[index] || isUnfolded(block)) continue;
    if (block instanceof HTMLDetailsElement) block.open = true;
    else if (block instanceof HTMLElement) block.click();
  }
}
