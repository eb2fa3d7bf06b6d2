// What axe finds on a page: faults that keep readers from using it.
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
    const seen = new Set();
    const kind = (element) => {
      if (!element) return '';
      const { localName, className, style } = element;
      const own = `${localName}.${className}:${style?.cssText}`;
      return `${kind(element.parentElement)}>${own}`;
    };
    const isText = (element) =>
      [...element.childNodes].some((n) => n.nodeType === 3 && n.data.trim());
    const all = [...document.body.querySelectorAll('*')];
    const kept = new Set();
    const isNew = (element) => {
      const its = kind(element);
      return !seen.has(its) && seen.add(its);
    };
    for (const element of all) {
      const isSeen = isText(element) && element.checkVisibility();
      const isTheme = element.matches('.theme');
      if (!isTheme && !(isSeen && isNew(element))) continue;
      for (let e = element; e; e = e.parentElement) kept.add(e);
    }
    for (const element of all) if (!kept.has(element)) element.remove();
  });
}

/**
 * What is serious or critical, by some rules or by all but some.
 * @param {import('@playwright/test').Page} page
 * @param {{ only?: string[], without?: string[], within?: string }} choice
 */
export async function faults(page, { only, without = [], within } = {}) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(SOURCE);
  }
  const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]));
  const options = { resultTypes: ['violations'], rules, runOnly: only };
  const violations = await page.evaluate(
    async ([place, choice]) =>
      (await window.axe.run(place ?? document, choice)).violations,
    [within, options],
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => ({ id, html: nodes.map(({ html }) => html) }));
}
