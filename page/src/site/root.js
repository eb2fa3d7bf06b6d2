// Where the site is, and whether the workbook serves it.

/** The bundle is in a folder of the site, which may be below a server's. */
export const SITE_ROOT = new URL('../', import.meta.url);

/** Whether the workbook serves this page: it adds this element to its pages. */
export function isServedByWorkbook() {
  return document.querySelector('meta[name="csp-nonce"]') !== null;
}

/**
 * Returns the name of a page as the outline has it, such as
 * `ch01-waiting/index.html`.
 * @param {string} path of the page
 * @param {string} root path of the site
 */
export function pageName(path, root) {
  const name = decodeURIComponent(path.slice(root.length));
  return name === '' || name.endsWith('/') ? `${name}index.html` : name;
}
