// Lets a line number in the prose point at its line: a link to a listing, such
// as `[line 8](#listing-first_timeline)`.
import { findListingCard } from './listings.js';

const LISTING_PREFIX = '#listing-';
const LINE_LINK_TEXT = /^line (\d+)$/i;

/** Call it when the listings of the page have their cards. */
export function setUpLineLinks() {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(`main a[href^="${LISTING_PREFIX}"]`);
  for (const link of links) {
    const number = link.textContent?.match(LINE_LINK_TEXT)?.[1];
    const name = link.hash.slice(LISTING_PREFIX.length);
    const card = number === undefined ? undefined : findListingCard(name);
    if (!card) continue;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      card.pane.highlightLine(Number(number));
      card.pane.scrollToLine(Number(number));
    });
    link.addEventListener('blur', () => card.pane.highlightLine(undefined));
  }
}
