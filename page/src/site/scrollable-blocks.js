// Makes blocks that scroll sideways reachable and scrollable by keyboard.

/** The blocks that may be wider than the page, each with its name. */
const LABEL_BY_SELECTOR = {
  'main pre > code': 'Code, scrolls sideways',
  'main .table-wrapper': 'Table, scrolls sideways',
};

export function makeBlocksScrollable() {
  const observer = new ResizeObserver((entries) => {
    for (const { target } of entries) {
      if (target instanceof HTMLElement) updateBlock(target);
    }
  });
  for (const [selector, name] of Object.entries(LABEL_BY_SELECTOR)) {
    for (const block of document.querySelectorAll(selector)) {
      if (!(block instanceof HTMLElement)) continue;
      block.dataset.scrollName = name;
      block.addEventListener('keydown', keepArrowKeys);
      observer.observe(block);
    }
  }
}

/**
 * Makes a block focusable if there is something to scroll.
 * @param {HTMLElement} block
 */
function updateBlock(block) {
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
 * Lets the arrow keys scroll the focused block instead of turning the page.
 * @param {Event} event
 */
function keepArrowKeys(event) {
  if (!(event instanceof KeyboardEvent)) return;
  const isArrow = event.key === 'ArrowLeft' || event.key === 'ArrowRight';
  if (isArrow && event.target === event.currentTarget) event.stopPropagation();
}
