// Says in the head of a broken listing that the reader has repaired it.

const REPAIRED_LABEL = 'Repaired by you: it compiles now';
const TICK_PATH = 'M3.5 8.5l3 3 6-7';

export class RepairMark {
  #section;
  /** @type {Element | null | undefined} */
  #mark;
  /** @type {ChildNode | null | undefined} */
  #label;
  #markPath;
  #brokenLabel;
  #crossShape;

  /** @param {Element | null} section the card of a listing */
  constructor(section) {
    this.#section = section;
    this.#mark = section?.querySelector('.listing-broken-mark');
    this.#label = this.#mark?.lastChild;
    this.#markPath = this.#mark?.querySelector('path');
    this.#brokenLabel = this.#label?.textContent ?? '';
    this.#crossShape = this.#markPath?.getAttribute('d') ?? '';
  }

  /** @param {boolean} isRepaired */
  update(isRepaired) {
    if (!this.#mark || !this.#label) return;
    const wasRepaired = this.#section?.classList.contains('is-repaired');
    if (wasRepaired === isRepaired) return;
    this.#section?.classList.toggle('is-repaired', isRepaired);
    // Only news is announced, not the mark that the page is loaded with.
    this.#mark.setAttribute('role', 'status');
    this.#label.textContent = isRepaired
      ? ` ${REPAIRED_LABEL}`
      : this.#brokenLabel;
    this.#markPath?.setAttribute(
      'd',
      isRepaired ? TICK_PATH : this.#crossShape,
    );
  }
}
