// The line at the end of a page that resets all changed listings of the book.
import { createButton, createElement } from '../dom/elements.js';
import { fetchOutline } from '../progress/progress.js';
import { SITE_ROOT } from '../site/root.js';
import {
  archiveDraft,
  findListingsWithDraft,
  loadArchivedDraft,
  loadDraft,
  restoreArchivedDraft,
} from './drafts.js';

/** @typedef {import('./card.js').ListingCard} ListingCard */

const MAX_SHOWN_NAMES = 5;

export class ResetAll {
  #text = createElement('span');
  #names = createElement('span');
  #button = createButton({ label: '', onClick: () => this.#handleClick() });
  #line = createElement(
    'p',
    { class: 'reset-all', hidden: '' },
    this.#text,
    ' ',
    this.#names,
    ' ',
    this.#button,
  );
  /** @type {ListingCard[]} */
  #cards;
  /** @type {string[]} the listings that the last click has reset */
  #resetNames = [];
  /** @type {string[]} the listings that the line names, or soon will */
  #namesToShow = [];

  /** @param {ListingCard[]} cards the cards of this page */
  constructor(cards) {
    this.#cards = cards;
    document.querySelector('main')?.append(this.#line);
  }

  /** Shows how many listings of the whole book have a draft. */
  update = () => {
    const names = findListingsWithDraft();
    const count = names.length;
    if (count > 0) this.#resetNames = [];
    const canUndo = this.#resetNames.length > 0;
    this.#line.hidden = count === 0 && !canUndo;
    const changed = count === 1 ? 'a listing' : `${count} listings`;
    this.#text.textContent = canUndo
      ? 'All listings are as the book has them.'
      : `You have changed ${changed} of this book:`;
    this.#showNames(canUndo ? [] : names);
    this.#button.textContent = canUndo ? 'Undo' : 'Reset all';
  };

  /** @param {string[]} names */
  async #showNames(names) {
    this.#namesToShow = names;
    const pages = names.length > 0 ? await fetchOutline() : [];
    // Other names may have replaced these while the outline was loading.
    if (this.#namesToShow !== names) return;
    const shown = names.slice(0, MAX_SHOWN_NAMES).map((name) => {
      const page = pages.find(({ listings }) =>
        listings.some(([known]) => known === name),
      );
      const code = createElement('code', {}, name);
      if (!page) return code;
      const { href } = new URL(`${page.page}#listing-${name}`, SITE_ROOT);
      return createElement('a', { href }, code);
    });
    const others = names.length - shown.length;
    this.#names.replaceChildren(
      ...shown.flatMap((name, i) => (i > 0 ? [', ', name] : [name])),
      others > 0 ? ` and ${others} more` : '',
    );
  }

  #handleClick() {
    const isUndo = this.#resetNames.length > 0;
    const names = isUndo ? this.#resetNames : findListingsWithDraft();
    this.#resetNames = [];
    for (const name of names) {
      if (isUndo) this.#undoListingReset(name);
      else this.#resetListing(name);
    }
    this.#resetNames = isUndo ? [] : names;
    this.update();
    this.#button.focus();
  }

  /** @param {string} name */
  #resetListing(name) {
    const card = this.#cards.find((card) => card.name === name);
    const draft = loadDraft(name);
    if (card?.isChanged) card.resetCode();
    else if (draft) archiveDraft(name, draft);
  }

  /** @param {string} name */
  #undoListingReset(name) {
    const card = this.#cards.find((card) => card.name === name);
    const draft = loadArchivedDraft(name);
    if (card) card.pane.undoReset();
    else if (draft) restoreArchivedDraft(name, draft);
  }
}
