// Marks the edges of a box behind which something is out of sight.

/** Less than this is no content, but how browsers round. */
const MIN_HIDDEN_PX = 2;

/**
 * From now on, and whenever what it returns is called.
 * @param {HTMLElement} box that scrolls
 */
export function trackOverflowEdges(box) {
  const update = () => {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = box;
    const right = scrollWidth - scrollLeft - box.clientWidth;
    const below = scrollHeight - scrollTop - box.clientHeight;
    box.classList.toggle('more-right', right > MIN_HIDDEN_PX);
    box.classList.toggle('more-below', below > MIN_HIDDEN_PX);
  };
  box.addEventListener('scroll', update, { passive: true });
  return update;
}
