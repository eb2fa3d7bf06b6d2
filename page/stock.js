// @ts-check
// Mends two faults of mdBook's own page for those who use no mouse.

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

(function searchDescription() {
  'use strict';

  // The search field names a description that has another id.
  document
    .getElementById('mdbook-searchbar')
    ?.setAttribute('aria-describedby', 'mdbook-searchresults-header');
})();
