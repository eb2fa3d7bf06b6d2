// A button beside each listing's command that copies it.
import { createElement } from '../dom/elements.js';

const COPY_LABEL = 'Copy the command';
const COPIED_LABEL = 'Copied';
const SELECTED_LABEL = 'Not copied: the command is selected, copy it by hand';
const COPY_STATUS_MS = 2000;

export function addCopyButtons() {
  /** Reports the result to screen readers. */
  const status = createElement('div', {
    class: 'visually-hidden',
    role: 'status',
    'aria-live': 'polite',
  });
  document.querySelector('main')?.append(status);
  for (const code of document.querySelectorAll('.listing-command code')) {
    code.after(createCopyButton(code, status));
  }
}

/**
 * @param {Element} code
 * @param {Element} status
 */
function createCopyButton(code, status) {
  const button = createElement('button', {
    type: 'button',
    class: 'listing-copy',
    title: COPY_LABEL,
    'aria-label': COPY_LABEL,
  });
  // mdBook's own icon for this.
  button.innerHTML = document.getElementById('fa-copy')?.innerHTML ?? '';
  button.addEventListener('click', async () => {
    const isCopied = await copyText(code);
    status.textContent = isCopied ? COPIED_LABEL : SELECTED_LABEL;
    button.classList.toggle('copied', isCopied);
    setTimeout(() => {
      status.textContent = '';
      button.classList.remove('copied');
    }, COPY_STATUS_MS);
  });
  return button;
}

/**
 * Copies the text to the clipboard, or selects it if the page may not.
 * @param {Element} code
 * @returns {Promise<boolean>} whether it is copied
 */
async function copyText(code) {
  try {
    await navigator.clipboard.writeText(code.textContent ?? '');
    return true;
  } catch {
    getSelection()?.selectAllChildren(code);
    return document.execCommand('copy');
  }
}
