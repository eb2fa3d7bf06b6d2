// @ts-check
// Tells the style at which edges of a box something lies out of sight.

/** Less than this is no content, but how browsers round. */
const LEAST_PX = 2;

/**
 * From now on, and whenever what it returns is called.
 * @param {HTMLElement} box that scrolls
 */
export function watchEdges(box) {
  const tell = () => {
    const { scrollLeft, scrollTop, scrollWidth, scrollHeight } = box;
    const right = scrollWidth - scrollLeft - box.clientWidth;
    const below = scrollHeight - scrollTop - box.clientHeight;
    box.classList.toggle('more-right', right > LEAST_PX);
    box.classList.toggle('more-below', below > LEAST_PX);
  };
  box.addEventListener('scroll', tell, { passive: true });
  return tell;
}
