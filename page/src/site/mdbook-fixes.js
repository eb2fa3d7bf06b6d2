// Fixes faults of mdBook's own page for readers who use the keyboard or a
// screen reader, or whose browser checks the markup.
import { createElement } from '../dom/elements.js';
import { findContentsLink } from './contents.js';

const ENTRY_MARGIN_PX = 12;

/**
 * Puts a button in the place of the sidebar's toggle. That is a label: no key
 * reaches it, and it has an expanded state, which a label can't have.
 */
export function fixSidebarButton() {
  const label = document.getElementById('mdbook-sidebar-toggle');
  if (!label) return;

  const button = createElement(
    'button',
    {
      type: 'button',
      class: label.className,
      title: label.title,
      'aria-label': label.title,
      'aria-controls': 'mdbook-sidebar',
    },
    ...label.childNodes,
  );
  button.addEventListener('click', () => label.click());
  label.hidden = true;
  label.after(button);

  const update = () => {
    const isExpanded = label.getAttribute('aria-expanded') ?? 'false';
    button.setAttribute('aria-expanded', isExpanded);
  };
  update();
  new MutationObserver(update).observe(label, {
    attributeFilter: ['aria-expanded'],
  });
}

/** Below this width, mdBook moves the page aside for the open sidebar. */
const PHONE = matchMedia('(max-width: 619px)');
const SIDEBAR_PARTS =
  '[id^="mdbook-sidebar"], [aria-controls="mdbook-sidebar"]';

/**
 * On a phone, closes the open sidebar when the reader taps beside it. The tap
 * does nothing else, since most of the page is out of sight.
 */
export function closeSidebarByTapBeside() {
  document.addEventListener(
    'click',
    (event) => {
      const { classList } = document.documentElement;
      if (!PHONE.matches || !classList.contains('sidebar-visible')) return;
      // A click by the keyboard is meant for what has the focus.
      if (event.detail === 0) return;
      const { target } = event;
      if (target instanceof Element && target.closest(SIDEBAR_PARTS)) return;
      event.preventDefault();
      event.stopPropagation();
      document.getElementById('mdbook-sidebar-toggle')?.click();
    },
    { capture: true },
  );
}

/**
 * Lets the keyboard fold the sections of a chapter in the sidebar, and names
 * the buttons that do so. mdBook makes them links without an address.
 */
export function fixFoldButtons() {
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = document.querySelectorAll(
    '.chapter-link-wrapper > .chapter-fold-toggle',
  );
  for (const button of buttons) fixFoldButton(button);
}

/** @param {HTMLElement} button */
function fixFoldButton(button) {
  const item = button.closest('li');
  const chapter = button.parentElement?.querySelector('a[href]');
  button.setAttribute('role', 'button');
  button.setAttribute('aria-label', `Sections of ${chapter?.textContent}`);
  const update = () => {
    const isExpanded = item?.classList.contains('expanded') ?? false;
    button.setAttribute('aria-expanded', String(isExpanded));
  };
  update();
  button.addEventListener('click', update);
  button.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    button.click();
  });
}

/**
 * Keeps the menu bar at the window's edge. While a reader scrolls up by more
 * than the bar's height at once, as when a page scrolls itself, mdBook places
 * the bar in the middle of the window, until the next scroll corrects it.
 */
export function keepMenuBarAtEdge() {
  const bar = document.getElementById('mdbook-menu-bar');
  if (!bar) return;
  // mdBook's own listener comes first, because its script does.
  document.addEventListener('scroll', ({ isTrusted }) => {
    const isMisplaced =
      !bar.classList.contains('sticky') && parseFloat(bar.style.top) > scrollY;
    if (isTrusted && isMisplaced) document.dispatchEvent(new Event('scroll'));
  });
}

/** Gives the search field a name, and corrects the id of its description. */
export function fixSearchField() {
  const field = document.getElementById('mdbook-searchbar');
  field?.setAttribute('aria-label', 'Search this book');
  field?.setAttribute('aria-describedby', 'mdbook-searchresults-header');
}

/**
 * Keeps the sidebar's entry of what is being read in sight: mdBook marks the
 * headings of a page while the reader scrolls, and doesn't scroll to them. A
 * page with a whole chapter has no entry, so that of its chapter is marked.
 */
export function keepCurrentEntryVisible() {
  const sidebar = document.getElementById('mdbook-sidebar');
  const scrollbox = sidebar?.querySelector('mdbook-sidebar-scrollbox');
  if (!sidebar || !scrollbox) return;
  markEntryOfWholeChapter();
  new MutationObserver(() => {
    // A reader who uses the contents scrolls them.
    if (sidebar.matches(':hover, :focus-within')) return;
    const entry = [...sidebar.querySelectorAll('.current-header')].pop();
    if (entry) scrollIntoBox(entry, scrollbox);
  }).observe(scrollbox, { subtree: true, attributeFilter: ['class'] });
}

function markEntryOfWholeChapter() {
  const chapter = location.pathname.match(/^(.*\/)whole-chapter\.html$/)?.[1];
  if (!chapter) return;
  const link = findContentsLink(`${chapter}index.html`);
  link?.classList.add('active');
  link?.setAttribute('aria-current', 'true');
  link?.closest('li')?.classList.add('expanded');
  link?.scrollIntoView({ block: 'center' });
}

/**
 * Scrolls a box as little as possible, and nothing but the box.
 * @param {Element} element
 * @param {Element} box
 */
function scrollIntoBox(element, box) {
  const [inner, outer] = [element, box].map((one) =>
    one.getBoundingClientRect(),
  );
  const above = outer.top + ENTRY_MARGIN_PX - inner.top;
  if (above > 0) box.scrollTop -= above;
  const end = Math.min(outer.bottom, innerHeight) - ENTRY_MARGIN_PX;
  if (inner.bottom > end) box.scrollTop += inner.bottom - end;
}
