// @ts-check
// The buttons of a listing's card: one copies its command, one unfolds the
// program around the part that is shown.

(function copyButtons() {
  'use strict';

  const COPY = 'Copy the command';
  const COPIED = 'Copied';
  const SELECTED = 'Not copied: the command is selected, copy it by hand';
  const SHOWN_FOR_MS = 2000;

  /** Tells screen readers what a button has done. */
  const status = document.createElement('div');
  status.className = 'visually-hidden';
  status.setAttribute('role', 'status');
  status.setAttribute('aria-live', 'polite');
  document.querySelector('main')?.append(status);

  for (const code of document.querySelectorAll('.listing-command code')) {
    code.after(copyButton(code));
  }

  /** @param {Element} code */
  function copyButton(code) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'listing-copy';
    button.title = COPY;
    button.setAttribute('aria-label', COPY);
    button.innerHTML = document.getElementById('fa-copy')?.innerHTML ?? '';
    button.addEventListener('click', async () => {
      const done = await copy(code);
      status.textContent = done ? COPIED : SELECTED;
      button.classList.toggle('copied', done);
      setTimeout(() => {
        status.textContent = '';
        button.classList.remove('copied');
      }, SHOWN_FOR_MS);
    });
    return button;
  }

  /**
   * By the clipboard where the page may use it, else as a selection.
   * @param {Element} code
   */
  async function copy(code) {
    try {
      await navigator.clipboard.writeText(code.textContent ?? '');
      return true;
    } catch {
      getSelection()?.selectAllChildren(code);
      return document.execCommand('copy');
    }
  }
})();

(function wholePrograms() {
  'use strict';

  const WHOLE = 'Show the whole program';
  const PART = 'Show only the new part';

  // mdBook's own button for this is an eye that only a mouse can find.
  const eyes = document.querySelectorAll('pre button[title*="hidden lines"]');
  for (const eye of eyes) {
    const pre = eye.closest('pre');
    const code = pre?.querySelector('code');
    if (!pre || !code) continue;
    eye.remove();
    if (hidesCode(code)) pre.before(wholeButton(code));
  }

  /**
   * A program shown whole hides no more than the comment with its title.
   * @param {Element} code
   */
  function hidesCode(code) {
    return [...code.querySelectorAll('.boring')]
      .map((line) => (line.textContent ?? '').trim())
      .some((line) => line !== '' && !line.startsWith('//'));
  }

  /** @param {Element} code */
  function wholeButton(code) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'whole-program';
    const words = document.createElement('span');
    const isFolded = () => code.classList.contains('hide-boring');
    const show = (/** @type {boolean} */ whole) => {
      const icon = whole ? 'fa-eye-slash' : 'fa-eye';
      button.innerHTML = document.getElementById(icon)?.innerHTML ?? '';
      words.textContent = whole ? PART : WHOLE;
      button.append(words);
      button.setAttribute('aria-expanded', String(whole));
      button.classList.remove('has-line');
      code.classList.toggle('hide-boring', !whole);
    };
    button.addEventListener('click', () => show(isFolded()));
    button.addEventListener('line-folded', (event) => {
      if (!isFolded() || !(event instanceof CustomEvent)) return;
      /** @type {number | undefined} that somebody points at */
      const line = event.detail ?? undefined;
      words.textContent = line === undefined ? WHOLE : folded(line);
      button.classList.toggle('has-line', line !== undefined);
    });
    show(false);
    return button;
  }

  /** @param {number} line */
  function folded(line) {
    return `Line ${line} is folded: show the whole program`;
  }
})();
