// @ts-check
// Marks in the contents what is read and solved, notes that a page was read
// to its end, and remembers where the reader was.

/**
 * Where a reader left off.
 * @typedef {{ page: string, title: string, id: string, heading: string }} Place
 */

const Contents = (function () {
  'use strict';

  const KEY = 'workbook-left-off';
  const CHECK = 'M3 8.5l3.2 3.2L13 4.8';

  Progress.onChange(draw);
  follow();

  return { chapterHere, check, lastPlace };

  /** The chapter of this page, if it is one. */
  async function chapterHere() {
    const name = location.pathname.split('/').pop() || 'index.html';
    const chapters = await Progress.outline();
    // The first chapter is the site's index too.
    if (name === 'index.html') return chapters[0];
    return chapters.find(({ page }) => page === name);
  }

  /** @returns {Place | undefined} */
  function lastPlace() {
    try {
      return JSON.parse(localStorage.getItem(KEY) ?? 'null') ?? undefined;
    } catch {
      return undefined;
    }
  }

  /** A tick; words beside it say the same. */
  function check() {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    svg.setAttribute('viewBox', '0 0 16 16');
    svg.setAttribute('class', 'tick');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS(ns, 'path');
    path.setAttribute('d', CHECK);
    svg.append(path);
    return svg;
  }

  async function draw() {
    const chapters = await Progress.outline();
    const links = [...document.querySelectorAll('.chapter-link-wrapper > a')];
    for (const chapter of chapters) {
      const link = links.find((link) => {
        const { pathname } = new URL(/** @type {any} */ (link).href);
        return pathname.endsWith(`/${chapter.page}`);
      });
      for (const old of link?.querySelectorAll('.chapter-mark') ?? []) {
        old.remove();
      }
      // Before the title: beside the exercises it would say that they are.
      if (isRead(chapter)) link?.prepend(tick());
      link?.append(...mark(chapter));
    }
  }

  /** @param {ChapterOutline} chapter */
  function isRead({ page, hash }) {
    return Progress.has('read', page.replace(/\.html$/, ''), hash);
  }

  function tick() {
    const box = document.createElement('span');
    box.className = 'chapter-mark chapter-read';
    box.append(check());
    return box;
  }

  /**
   * How far a chapter is; nothing where it is not begun.
   * @param {ChapterOutline} chapter
   */
  function mark(chapter) {
    const { exercises } = chapter;
    const isSolved = (/** @type {[string, string]} */ [name, hash]) =>
      Progress.has('solved', name, hash);
    const solved = exercises.filter(isSolved).length;
    if (!isRead(chapter) && solved === 0) return [];
    const [of, box] = [exercises.length, document.createElement('span')];
    box.className = 'chapter-mark';
    if (of > 0) box.append(silent(`${solved}/${of}`));
    const words = [
      isRead(chapter) ? 'read' : '',
      of > 0 ? `${solved} of ${of} exercises solved` : '',
    ];
    const aloud = document.createElement('span');
    aloud.className = 'visually-hidden';
    aloud.textContent = ` (${words.filter(Boolean).join(', ')})`;
    box.append(aloud);
    return [box];
  }

  /** @param {string} text */
  function silent(text) {
    const element = document.createElement('span');
    element.setAttribute('aria-hidden', 'true');
    element.textContent = text;
    return element;
  }

  async function follow() {
    const main = document.querySelector('main');
    const chapter = await chapterHere();
    if (!main || !chapter) return;
    const end = document.createElement('div');
    main.append(end);
    const watcher = new IntersectionObserver((entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      watcher.disconnect();
      Progress.did('read', chapter.page.replace(/\.html$/, ''), chapter.hash);
    });
    watcher.observe(end);
    addEventListener('pagehide', () => remember(main, chapter));
  }

  /**
   * The heading under which the reader is.
   * @param {Element} main
   * @param {ChapterOutline} chapter
   */
  function remember(main, { page, title }) {
    // Who opens the book is at its start, and goes on where that leads.
    if (main.querySelector('.start')) return;
    const headings = [...main.querySelectorAll('h1[id], h2[id], h3[id]')];
    const above = headings.filter(
      (heading) => heading.getBoundingClientRect().top < innerHeight / 2,
    );
    const here = above.pop();
    const isTop = !here || here === headings[0];
    const place = {
      page,
      title,
      id: isTop ? '' : here.id,
      heading: isTop ? '' : (here.textContent ?? '').trim(),
    };
    try {
      localStorage.setItem(KEY, JSON.stringify(place));
    } catch {
      // Then the start page leads to what is not yet read.
    }
  }
})();
