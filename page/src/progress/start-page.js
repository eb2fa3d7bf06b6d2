// The start page: where to continue, how much is done, and buttons that export
// and import the progress as a file.
import { createButton, createElement } from '../dom/elements.js';
import { Toolbar } from '../listing/toolbar.js';
import { countMilestones } from './counts.js';
import { findNextPage, isPageDone } from './done.js';
import { loadLastWorked, saveLastWorked } from './last-worked.js';
import {
  currentProgress,
  fetchOutline,
  hasMilestone,
  importProgress,
  onProgress,
  resetProgress,
} from './progress.js';

/** @typedef {import('./progress.js').PageOutline} PageOutline */
/** @typedef {import('./counts.js').Count} Count */

const EXPORT_FILE_NAME = 'async-workbook-progress.json';
const RESET_QUESTION =
  'Forget what you have run, predicted, solved and marked as done?';
const IMPORTED_MESSAGE = 'The progress in the file was added to yours.';
const RESET_DONE_MESSAGE = 'Your progress was reset.';

export function setUpStartPage() {
  const box = document.querySelector('main .start');
  const next = box?.querySelector('p');
  if (box && next) new StartPage(box, next);
}

class StartPage {
  #next;
  #initialLink;
  #counts = createElement('ul', { class: 'start-counts' });
  #resetButton;
  #toolbar;

  /**
   * @param {Element} box
   * @param {HTMLElement} next contains the link to the next page
   */
  constructor(box, next) {
    this.#next = next;
    this.#initialLink = [...next.childNodes];
    next.className = 'start-next';
    box.setAttribute('role', 'group');
    box.setAttribute('aria-label', 'Your progress');
    const status = createElement('p', { class: 'start-status' });
    this.#toolbar = new Toolbar('Progress as a file', status);
    const chooser = this.#createFileChooser();
    this.#resetButton = createButton({
      label: 'Reset',
      onClick: () => this.#askToReset(),
    });
    this.#toolbar.box.prepend(
      createButton({ label: 'Export', onClick: () => this.#export() }),
      createButton({ label: 'Import', onClick: () => chooser.click() }),
      this.#resetButton,
    );
    const { box: buttons, note } = this.#toolbar;
    box.append(this.#counts, buttons, note, chooser);
    onProgress((notice) => this.#draw(notice));
  }

  /** @param {string} [notice] */
  async #draw(notice) {
    // The first page is this one, and there is nothing to do on it.
    const pages = (await fetchOutline()).slice(1);
    if (notice) {
      const sentence = notice[0].toUpperCase() + notice.slice(1);
      this.#toolbar.showMessage(`${sentence}.`);
    }
    const link = createContinueLink(pages);
    this.#next.replaceChildren(...(link ? [link] : this.#initialLink));
    this.#counts.replaceChildren(
      ...countMilestones(pages).map(createCountItem),
    );
  }

  #export() {
    const text = `${JSON.stringify(currentProgress(), null, 2)}\n`;
    const file = new Blob([text], { type: 'application/json' });
    const href = URL.createObjectURL(file);
    createElement('a', { href, download: EXPORT_FILE_NAME }).click();
    setTimeout(() => URL.revokeObjectURL(href));
    this.#toolbar.showMessage(
      `Your progress is in the file ${EXPORT_FILE_NAME}.`,
    );
  }

  #createFileChooser() {
    const chooser = createElement('input', {
      type: 'file',
      accept: '.json,application/json',
      hidden: '',
      'aria-label': 'A file with progress',
    });
    chooser.addEventListener('change', async () => {
      const text = await chooser.files?.[0]?.text();
      chooser.value = '';
      if (text === undefined) return;
      this.#toolbar.showMessage(
        (await importProgress(text)) ?? IMPORTED_MESSAGE,
      );
    });
    return chooser;
  }

  #askToReset() {
    this.#toolbar.showMessage(
      RESET_QUESTION,
      { label: 'Forget it', onClick: () => this.#reset() },
      { label: 'Cancel', onClick: () => this.#resetButton.focus() },
    );
  }

  async #reset() {
    this.#resetButton.focus();
    const lastWorked = loadLastWorked();
    saveLastWorked('');
    const before = await resetProgress();
    const undo = () => {
      saveLastWorked(lastWorked);
      importProgress(JSON.stringify(before));
      this.#resetButton.focus();
    };
    this.#toolbar.showMessage(RESET_DONE_MESSAGE, {
      label: 'Undo',
      onClick: undo,
    });
  }
}

/**
 * Creates a link to the page where the reader continues, or returns
 * `undefined` if the reader hasn't begun or has done all pages.
 * @param {PageOutline[]} pages
 */
function createContinueLink(pages) {
  const lastWorked = loadLastWorked();
  const hasBegun = lastWorked !== '' || pages.some(isPageDone);
  const next = findNextPage(pages, lastWorked, isPageDone);
  if (!hasBegun || !next) return undefined;
  const exercise = next.exercises.find(isUnsolved);
  const id = exercise ? `exercise-${exercise[0]}` : '';
  return createLink(next.page, id, `Continue with ${next.title}`);
}

/** @param {[string, string]} exercise */
function isUnsolved([name, hash]) {
  return !hasMilestone('solved', name, hash);
}

/**
 * @param {string} page
 * @param {string} id
 * @param {string} text
 */
function createLink(page, id, text) {
  return createElement('a', { href: id ? `${page}#${id}` : page }, text);
}

/** @param {Count} count */
function createCountItem({ done, total, label }) {
  const figures = createElement('strong', {}, `${done} of ${total}`);
  return createElement('li', {}, figures, ` ${label}`);
}
