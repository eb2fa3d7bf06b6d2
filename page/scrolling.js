// @ts-check
// What scrolls sideways can be reached and scrolled with the keyboard.

(function scrolling() {
  'use strict';

  /** Each kind of block that may be wider than the page, and its name. */
  const NAMES = {
    'main pre > code': 'Code, scrolls sideways',
    'main .table-wrapper': 'Table, scrolls sideways',
  };

  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target instanceof HTMLElement) follow(target);
    }
  });

  for (const [selector, name] of Object.entries(NAMES)) {
    for (const block of document.querySelectorAll(selector)) {
      if (!(block instanceof HTMLElement)) continue;
      block.dataset.scrollName = name;
      block.addEventListener('keydown', keepArrows);
      observer.observe(block);
    }
  }

  /**
   * Takes focus only where there is something to scroll.
   * @param {HTMLElement} block
   */
  function follow(block) {
    if (block.scrollWidth > block.clientWidth) {
      block.tabIndex = 0;
      block.setAttribute('role', 'group');
      block.setAttribute('aria-label', block.dataset.scrollName ?? '');
    } else {
      block.removeAttribute('tabindex');
      block.removeAttribute('role');
      block.removeAttribute('aria-label');
    }
  }

  /**
   * The arrows scroll the focused block, and mdBook does not turn the page.
   * @param {KeyboardEvent} event
   */
  function keepArrows(event) {
    const isArrow = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
    if (isArrow && event.target === event.currentTarget) {
      event.stopPropagation();
    }
  }
})();
