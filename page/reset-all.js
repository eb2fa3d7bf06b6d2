// @ts-check
// The line at the end of a page that puts all changed listings back.

class ResetAll {
  #line = document.createElement('p');
  #text = document.createElement('span');
  #button;
  /** @type {ListingCard[]} */
  #cards;
  /** @type {string[]} what the last press has reset */
  #done = [];

  /** @param {ListingCard[]} cards those of this page */
  constructor(cards) {
    this.#cards = cards;
    this.#button = Toolbar.button({ label: '', act: () => this.#press() });
    this.#line.className = 'reset-all';
    this.#line.hidden = true;
    this.#line.append(this.#text, ' ', this.#button);
    document.querySelector('main')?.append(this.#line);
  }

  /** Shows how many listings of the whole book have a draft. */
  refresh = () => {
    const count = Drafts.names().length;
    if (count > 0) this.#done = [];
    this.#line.hidden = count === 0 && this.#done.length === 0;
    const what = count === 1 ? 'a listing' : `${count} listings`;
    this.#text.textContent =
      this.#done.length > 0
        ? 'All listings are as the book has them.'
        : `You have changed ${what} of this book.`;
    this.#button.textContent = this.#done.length > 0 ? 'Undo' : 'Reset all';
  };

  #press() {
    const names = this.#done.length > 0 ? this.#done : Drafts.names();
    const isUndo = this.#done.length > 0;
    this.#done = [];
    for (const name of names) {
      if (isUndo) this.#takeBack(name);
      else this.#reset(name);
    }
    this.#done = isUndo ? [] : names;
    this.refresh();
    this.#button.focus();
  }

  /** @param {string} name */
  #reset(name) {
    const card = this.#cards.find((card) => card.name === name);
    const draft = Drafts.of(name);
    if (card?.isChanged) card.putBack();
    else if (draft) Drafts.putAside(name, draft);
  }

  /** @param {string} name */
  #takeBack(name) {
    const card = this.#cards.find((card) => card.name === name);
    const draft = Drafts.aside(name);
    if (card) card.takeBack();
    else if (draft) Drafts.takeBack(name, draft);
  }
}
