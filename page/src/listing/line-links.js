// Lets a line number in the prose point at its line: a link to a listing, such
// as `[line 8](#listing-first_timeline)`.
import { findCard } from './listings.js';

const LISTING_PREFIX = '#listing-';
const LINE = /^line (\d+)$/i;

/** Call it when the listings of the page have their cards. */
export function followLineLinks() {
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const links = document.querySelectorAll(`main a[href^="${LISTING_PREFIX}"]`);
  for (const link of links) {
    const number = link.textContent?.match(LINE)?.[1];
    const name = link.hash.slice(LISTING_PREFIX.length);
    const card = number === undefined ? undefined : findCard(name);
    if (!card) continue;
    link.addEventListener('click', (event) => {
      event.preventDefault();
      card.pane.pointAt(Number(number));
      card.pane.reveal(Number(number));
    });
    link.addEventListener('blur', () => card.pane.pointAt(undefined));
  }
}
