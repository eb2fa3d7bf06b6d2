// The keys that run or check a program.

/** @param {KeyboardEvent} event */
export function isRunShortcut(event) {
  return event.key === 'Enter' && (event.ctrlKey || event.metaKey);
}

/**
 * Calls `run` when the reader presses Ctrl+Enter or Cmd+Enter in an element.
 * @param {HTMLElement} element
 * @param {() => void} run
 */
export function onRunShortcut(element, run) {
  element.addEventListener('keydown', (event) => {
    if (!isRunShortcut(event)) return;
    event.preventDefault();
    run();
  });
}
