// What axe finds on a page: violations that keep readers from using it.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';

const SOURCE = fs.readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

export const COLOUR = 'color-contrast';

/**
 * Leaves one text of each kind on the page, since what has the same place
 * among the same classes has the same colours: axe looks at each for long.
 * The buttons that choose a theme stay too.
 * @param {import('@playwright/test').Page} page
 */
export async function thinOut(page) {
  await page.evaluate(() => {
    const seenKinds = new Set();
    /**
     * @param {HTMLElement | null} element
     * @returns {string}
     */
    const kindOf = (element) => {
      if (!element) return '';
      const { localName, className, style } = element;
      const kind = `${localName}.${className}:${style?.cssText}`;
      return `${kindOf(element.parentElement)}>${kind}`;
    };
    const hasText = (/** @type {Element} */ element) =>
      [...element.childNodes].some(
        (node) => node instanceof Text && node.data.trim(),
      );
    const isNewKind = (/** @type {HTMLElement} */ element) => {
      const kind = kindOf(element);
      const isNew = !seenKinds.has(kind);
      seenKinds.add(kind);
      return isNew;
    };
    /** @type {NodeListOf<HTMLElement>} */
    const elements = document.body.querySelectorAll('*');
    const kept = new Set();
    for (const element of elements) {
      const isTheme = element.matches('.theme');
      const isVisible = hasText(element) && element.checkVisibility();
      if (!isTheme && !(isVisible && isNewKind(element))) continue;
      /** @type {Element | null} */
      let ancestor = element;
      for (; ancestor; ancestor = ancestor.parentElement) kept.add(ancestor);
    }
    for (const element of elements) {
      if (!kept.has(element)) element.remove();
    }
  });
}

/**
 * What is serious or critical, by some rules or by all but some.
 * @param {import('@playwright/test').Page} page
 * @param {{ only?: string[], without?: string[], within?: string }} choice
 */
export async function accessibilityFaults(
  page,
  { only, without = [], within } = {},
) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(SOURCE);
  }
  const rules = Object.fromEntries(
    without.map((id) => [id, { enabled: false }]),
  );
  const options = { resultTypes: ['violations'], rules, runOnly: only };
  const violations = await page.evaluate(
    async ([selector, options]) =>
      (await window.axe.run(selector ?? document, options)).violations,
    /** @type {const} */ ([within, options]),
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, html: nodes.map(({ html }) => html) }));
}
