// @ts-check
// Numbers the lines of each listing: by these numbers its timeline, the
// compiler and the editor call them, also where part of it is folded.

(function lineNumbers() {
  'use strict';

  // mdBook colours Rust only after it has taken its lines apart.
  for (const pre of document.querySelectorAll('.listing > pre')) {
    const code = pre.querySelector('code.language-rust');
    if (!code) continue;
    const gutter = document.createElement('span');
    gutter.className = 'listing-lines';
    gutter.setAttribute('aria-hidden', 'true');
    code.after(gutter);
    const folded = foldedLines(code);
    const show = () => {
      const isPart = code.classList.contains('hide-boring');
      const shown = folded.flatMap((isFolded, index) =>
        isPart && isFolded ? [] : index + 1,
      );
      // As content of the style it is neither copied nor found nor read.
      gutter.dataset.lines = shown.join('\n');
    };
    show();
    const classes = { attributeFilter: ['class'] };
    new MutationObserver(show).observe(code, classes);
  }

  /**
   * Of each line, whether it is folded.
   * @param {Element} code
   */
  function foldedLines(code) {
    /** @type {boolean[]} */
    const folded = [];
    let isNew = true;
    const walker = document.createTreeWalker(code, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const isFolded = Boolean(node.parentElement?.closest('.boring'));
      for (const part of (node.textContent ?? '').split(/(?<=\n)/)) {
        if (isNew && part) folded.push(isFolded);
        isNew = part.endsWith('\n');
      }
    }
    return folded;
  }
})();
