// Adds the keys of our cards to the help that mdBook shows when the reader
// presses `?`.
import { createElement, createTextWithCode } from '../dom/elements.js';

/**
 * The keys in the order of the page's parts. A part in backticks is a key.
 * @type {Record<string, string[]>}
 */
const KEYS_BY_PART = {
  'In a listing or an exercise': [
    'Press `Ctrl`+`Enter` to run the listing or check the exercise',
  ],
  'In the editor': [
    'Press `Esc` to leave the editor',
    'Press `Tab` to indent, after you have typed or clicked there',
    'Press `F8` to go to the next problem',
  ],
  'In a question about an order': ['Press `↑` or `↓` to move the focused line'],
  'In a timeline': [
    'Press `→` or `←` to step, `Home` or `End` to go to the first or last step',
    'Press `Space` to play or pause, `+` or `-` to zoom',
  ],
};

export function extendKeyboardHelp() {
  const help = document.querySelector('#mdbook-help-popup > div');
  replaceChaptersWithPages(help?.querySelector('p'));
  for (const [part, keys] of Object.entries(KEYS_BY_PART)) {
    help?.append(
      createElement('h3', { class: 'mdbook-help-title' }, part),
      ...keys.map((sentence) =>
        createElement('p', {}, ...createTextWithCode(sentence, 'kbd')),
      ),
    );
  }
}

/**
 * What mdBook calls chapters are the pages of ours.
 * @param {HTMLElement | null | undefined} firstHelp
 */
function replaceChaptersWithPages(firstHelp) {
  const end = firstHelp?.lastChild;
  if (!end?.textContent) return;
  end.textContent = end.textContent.replace('chapters', 'pages');
}
