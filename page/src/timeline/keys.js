// The keys with which a reader goes through a run.

/**
 * @typedef {object} KeyActs
 * @property {(target: EventTarget | null) => boolean} isPicture
 * @property {(by: 1 | -1) => void} step
 * @property {() => void} play
 * @property {(factor: number) => void} zoom
 * @property {() => void} first
 * @property {() => void} last
 */

/**
 * @param {HTMLElement} box
 * @param {KeyActs} acts
 */
export function listenToKeys(box, acts) {
  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowRight: () => acts.step(1),
    ArrowLeft: () => acts.step(-1),
    Home: acts.first,
    End: acts.last,
    ' ': acts.play,
    '+': () => acts.zoom(2),
    '-': () => acts.zoom(0.5),
  };
  box.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    // No key that is pressed here is mdBook's: an arrow turns no page.
    event.stopPropagation();
    const act = acts.isPicture(event.target) ? keys[event.key] : undefined;
    if (!act) return;
    event.preventDefault();
    act();
  });
}
