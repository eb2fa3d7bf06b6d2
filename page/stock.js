// @ts-check
// Mends faults of mdBook's own page, for those who see or point otherwise.

(function sidebarButton() {
  'use strict';

  // The sidebar's toggle is a label: no key reaches it, and it claims to be
  // expanded, which a label cannot be. A true button in its place clicks it.
  const label = document.getElementById('mdbook-sidebar-toggle');
  if (!label) return;

  const button = document.createElement('button');
  button.type = 'button';
  button.className = label.className;
  button.title = label.title;
  button.setAttribute('aria-label', label.title);
  button.setAttribute('aria-controls', 'mdbook-sidebar');
  button.append(...label.childNodes);
  button.addEventListener('click', () => label.click());

  label.hidden = true;
  label.after(button);

  const follow = () => {
    const expanded = label.getAttribute('aria-expanded') ?? 'false';
    button.setAttribute('aria-expanded', expanded);
  };
  follow();
  new MutationObserver(follow).observe(label, {
    attributeFilter: ['aria-expanded'],
  });
})();

(function searchField() {
  'use strict';

  // The search field has no name, and names a description with a wrong id.
  const field = document.getElementById('mdbook-searchbar');
  field?.setAttribute('aria-label', 'Search this book');
  field?.setAttribute('aria-describedby', 'mdbook-searchresults-header');
})();
