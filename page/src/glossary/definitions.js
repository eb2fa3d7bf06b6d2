// Shows what a term means when the reader points at a link to the glossary,
// moves the focus to it, or taps it.
import { SITE_ROOT } from '../site/root.js';

const GLOSSARY_URL = new URL('glossary.html', SITE_ROOT);
const DEFINITION_ID = 'term-definition';
/** A pointer that only passes by opens nothing. */
const SHOW_DELAY_MS = 250;
/** Time to move the pointer from the link to the definition. */
const HIDE_DELAY_MS = 200;
const MARGIN_PX = 8;

/** @type {Promise<Map<string, Node[]>> | undefined} */
let definitions;

export function addTermTooltips() {
  const tooltip = new Tooltip();
  const links = [
    ...document.querySelectorAll('main a[href*="glossary.html#"]'),
  ];
  for (const link of links) {
    if (link instanceof HTMLAnchorElement) tooltip.attachTo(link);
  }
}

class Tooltip {
  #box = document.createElement('div');
  /** @type {HTMLAnchorElement | undefined} the link whose term is shown */
  #link;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #isTouch = false;

  constructor() {
    this.#box.id = DEFINITION_ID;
    this.#box.className = 'term-definition';
    this.#box.setAttribute('role', 'tooltip');
    this.#box.hidden = true;
    this.#box.addEventListener('pointerenter', () => this.#cancelTimer());
    this.#box.addEventListener('pointerleave', () => this.#hideSoon());
    document.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.#hide();
    });
    document.addEventListener('pointerdown', ({ target }) => {
      const node = target instanceof Node ? target : null;
      if (!this.#box.contains(node) && !this.#link?.contains(node))
        this.#hide();
    });
  }

  /** @param {HTMLAnchorElement} link to a term */
  attachTo(link) {
    link.addEventListener('pointerenter', ({ pointerType }) => {
      if (pointerType !== 'touch') this.#showSoon(link);
    });
    link.addEventListener('pointerleave', () => this.#hideSoon());
    link.addEventListener('focus', () => {
      if (!this.#isTouch) this.#show(link);
    });
    link.addEventListener('blur', () => this.#hide());
    link.addEventListener('pointerdown', ({ pointerType }) => {
      this.#isTouch = pointerType === 'touch';
    });
    // The first tap shows the definition, the second follows the link.
    link.addEventListener('click', (event) => {
      if (!this.#isTouch || this.#link === link) return;
      event.preventDefault();
      this.#show(link);
    });
  }

  /** @param {HTMLAnchorElement} link */
  #showSoon(link) {
    this.#cancelTimer();
    this.#timer = setTimeout(() => this.#show(link), SHOW_DELAY_MS);
  }

  #hideSoon() {
    this.#cancelTimer();
    this.#timer = setTimeout(() => this.#hide(), HIDE_DELAY_MS);
  }

  #cancelTimer() {
    clearTimeout(this.#timer);
  }

  /** @param {HTMLAnchorElement} link */
  async #show(link) {
    this.#cancelTimer();
    this.#hide();
    this.#link = link;
    definitions ??= loadDefinitions();
    const id = decodeURIComponent(link.hash.slice(1));
    const definition = (await definitions).get(id);
    // Another link, or none, is pointed at by now.
    if (this.#link !== link) return;
    if (!definition) {
      this.#link = undefined;
      if (this.#isTouch) location.assign(link.href);
      return;
    }
    this.#box.replaceChildren(
      ...definition.map((node) => node.cloneNode(true)),
    );
    link.after(this.#box);
    link.setAttribute('aria-describedby', DEFINITION_ID);
    this.#box.hidden = false;
    this.#positionBox(link);
  }

  #hide() {
    this.#link?.removeAttribute('aria-describedby');
    this.#link = undefined;
    this.#box.hidden = true;
  }

  /**
   * Below the link, or above it if there is no room; never wider than the
   * window.
   * @param {HTMLAnchorElement} link
   */
  #positionBox(link) {
    const { style } = this.#box;
    style.left = '0';
    style.top = '0';
    const linkRect = link.getClientRects()[0];
    const box = this.#box.getBoundingClientRect();
    const rightmost =
      document.documentElement.clientWidth - box.width - MARGIN_PX;
    const left = Math.max(MARGIN_PX, Math.min(linkRect.left, rightmost));
    const below = linkRect.bottom + MARGIN_PX / 2;
    const fits = below + box.height <= innerHeight;
    const top = fits ? below : linkRect.top - box.height - MARGIN_PX / 2;
    style.left = `${left - box.left}px`;
    style.top = `${top - box.top}px`;
  }
}

/** The definitions of the glossary by their ids; none if it cannot be read. */
async function loadDefinitions() {
  /** @type {Map<string, Node[]>} */
  const found = new Map();
  try {
    const response = await fetch(GLOSSARY_URL);
    if (!response.ok) return found;
    const glossaryPage = new DOMParser().parseFromString(
      await response.text(),
      'text/html',
    );
    for (const heading of glossaryPage.querySelectorAll('main h2[id]')) {
      found.set(heading.id, copyDefinitionAfter(heading));
    }
  } catch {
    // The link still leads to the glossary.
  }
  return found;
}

/**
 * The paragraphs below a term, without what only its own page can follow.
 * @param {Element} heading
 */
function copyDefinitionAfter(heading) {
  const nodes = [];
  let next = heading.nextElementSibling;
  while (next?.matches('p')) {
    const paragraph = document.createElement('p');
    for (const child of next.childNodes) {
      const isLink = child instanceof HTMLAnchorElement;
      paragraph.append(
        isLink ? (child.textContent ?? '') : child.cloneNode(true),
      );
    }
    nodes.push(paragraph);
    next = next.nextElementSibling;
  }
  return nodes;
}
