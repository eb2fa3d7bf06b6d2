// The keys with which a reader goes through a run.

/**
 * @typedef {object} KeyActions
 * @property {(target: EventTarget | null) => boolean} isPicture
 * @property {(by: 1 | -1) => void} step
 * @property {() => void} play
 * @property {(factor: number) => void} zoom
 * @property {() => void} first
 * @property {() => void} last
 */

/**
 * @param {HTMLElement} box
 * @param {KeyActions} actions
 */
export function listenToKeys(box, actions) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowRight: () => actions.step(1),
    ArrowLeft: () => actions.step(-1),
    Home: actions.first,
    End: actions.last,
    ' ': actions.play,
    '+': () => actions.zoom(2),
    '-': () => actions.zoom(0.5),
  };
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // No key that is pressed here is mdBook's: an arrow turns no page.
    event.stopPropagation();
    const act = actions.isPicture(event.target) ? keys[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  });
}
