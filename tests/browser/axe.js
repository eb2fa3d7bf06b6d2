// What axe finds on a page: violations that keep readers from using it.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import * as path from 'node:path';
import { expect, test } from '@playwright/test';
import { chooseTheme, THEMES } from './workbook.js';

const AXE_SOURCE = fs.readFileSync(
  createRequire(import.meta.url).resolve('axe-core/axe.min.js'),
  'utf8',
);

/** The rules about what an element's colours and lines look like. */
export const APPEARANCE_RULES = ['color-contrast', 'link-in-text-block'];

/** The attribute of the texts whose looks are to be checked. */
const UNCHECKED_TEXT_ATTRIBUTE = 'data-looks-check';

/** The book's contents in the sidebar, which has more elements than a page. */
export const CONTENTS_SELECTOR = '#mdbook-sidebar ol.chapter';

/**
 * Returns the kinds of text that earlier pages, also those of other workers,
 * have in readable colours.
 * @returns {Set<string>}
 */
function readKnownTextKinds() {
  const file = knownTextKindsPath();
  const text = fs.existsSync(file) ? fs.readFileSync(file, 'utf8') : '';
  // The last line may still be incomplete, if another worker writes it now.
  return new Set(text.split('\n').slice(0, -1));
}

/** Playwright empties this folder when it starts. */
function knownTextKindsPath() {
  const { outputDir } = test.info().project;
  fs.mkdirSync(outputDir, { recursive: true });
  return path.join(outputDir, 'readable-kinds.txt');
}

/**
 * Marks one text of each kind, unless an earlier page had it: what has the
 * same place among the same classes has the same looks, and axe looks at each
 * for long.
 * @param {import('@playwright/test').Page} page
 * @returns {Promise<string[]>} the kinds that are marked
 */
async function markNewTextKinds(page) {
  return page.evaluate(
    ([knownKinds, mark]) => {
      const seenKinds = new Set(knownKinds);
      /**
       * What an element's own style says of its colours: its place and size
       * differ from page to page.
       * @param {Element} element
       */
      const coloursOf = (element) => {
        const { style } = /** @type {HTMLElement | SVGElement} */ (element);
        return [...style]
          .filter((name) => /colou?r|background|fill|opacity/.test(name))
          .map((name) => `${name}: ${style.getPropertyValue(name)}`);
      };
      /**
       * @param {Element | null} element
       * @returns {string}
       */
      const kindOf = (element) => {
        if (!element) return '';
        const { localName } = element;
        const classes = element.getAttribute('class');
        const kind = `${localName}.${classes}:${coloursOf(element)}`;
        return `${kindOf(element.parentElement)}>${kind}`;
      };
      const hasText = (/** @type {Element} */ element) =>
        [...element.childNodes].some(
          (node) => node instanceof Text && node.data.trim(),
        );
      // A link needs a line below it only within other text.
      const isLink = (/** @type {Element} */ element) =>
        element.matches('a[href]');
      const isWithinText = (/** @type {Element} */ element) =>
        element.closest('p, li, td, th, dd, div')?.textContent?.trim() !==
        element.textContent?.trim();
      /** @type {string[]} */
      const newKinds = [];
      for (const element of document.body.querySelectorAll('*')) {
        if (!hasText(element) && !isLink(element)) continue;
        const isLinkInText = isLink(element) && isWithinText(element);
        const kind = `${kindOf(element)}${isLinkInText ? ' in text' : ''}`;
        if (seenKinds.has(kind)) continue;
        if (!element.checkVisibility()) continue;
        seenKinds.add(kind);
        newKinds.push(kind);
        element.setAttribute(mark, '');
      }
      return newKinds;
    },
    /** @type {const} */ ([
      [...readKnownTextKinds()],
      UNCHECKED_TEXT_ATTRIBUTE,
    ]),
  );
}

/**
 * Returns which texts are too faint, and which links look like the text around
 * them, in which theme. Checks only texts whose looks are new on this page.
 * @param {import('@playwright/test').Page} page
 */
export async function findColourFaults(page) {
  const kinds = await markNewTextKinds(page);
  if (kinds.length === 0) return [];
  const faults = [];
  for (const theme of THEMES) {
    await chooseTheme(page, theme);
    const found = await findAccessibilityFaults(page, {
      only: APPEARANCE_RULES,
      within: `[${UNCHECKED_TEXT_ATTRIBUTE}]`,
    });
    faults.push(...found.map((fault) => ({ theme, ...fault })));
  }
  if (faults.length === 0) {
    const lines = kinds.map((kind) => `${kind}\n`);
    fs.appendFileSync(knownTextKindsPath(), lines.join(''));
  }
  return faults;
}

/**
 * What is serious or critical, by some rules or by all but some.
 * @param {import('@playwright/test').Page} page
 * @param {{ only?: string[], without?: string[], within?: string }} choice
 */
export async function findAccessibilityFaults(
  page,
  { only, without = [], within } = {},
) {
  if (!(await page.evaluate(() => 'axe' in window))) {
    await page.evaluate(AXE_SOURCE);
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

/**
 * Expects that nothing keeps readers from using a part of the page, in no
 * theme.
 * @param {import('@playwright/test').Page} page
 * @param {string} within the part's selector
 */
export async function expectAccessible(page, within) {
  const faults = await findAccessibilityFaults(page, {
    within,
    without: APPEARANCE_RULES,
  });
  expect(faults).toEqual([]);
  for (const theme of THEMES) {
    await chooseTheme(page, theme);
    const found = await findAccessibilityFaults(page, {
      within,
      only: APPEARANCE_RULES,
    });
    expect(found, theme).toEqual([]);
  }
}
