// The first stop of the keyboard: a link that leads past the menus, over all
// entries of the sidebar, to the text.
import { createElement } from '../dom/elements.js';

const CONTENT_ID = 'mdbook-content';

export function addSkipLink() {
  const main = document.querySelector(`#${CONTENT_ID} main`);
  if (!(main instanceof HTMLElement)) return;
  main.tabIndex = -1;
  const link = createElement(
    'a',
    { class: 'skip-link', href: `#${CONTENT_ID}` },
    'Skip to the text',
  );
  link.addEventListener('click', (event) => {
    // Not by the address, which would become that of another place.
    event.preventDefault();
    main.focus();
  });
  document.body.prepend(link);
}
