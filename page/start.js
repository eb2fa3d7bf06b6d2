// @ts-check
// The start page: where to go on, how much is done, and the progress as a
// file.

(function start() {
  'use strict';

  const FILE = 'async-workbook-progress.json';
  const SURE = 'Forget what you have read, run, predicted and solved?';
  const TAKEN = 'What the file holds is yours now.';
  const FORGOTTEN = 'Your progress begins anew.';

  const box = document.querySelector('main .start');
  const next = box?.querySelector('p');
  if (!box || !next) return;
  box.setAttribute('role', 'group');
  box.setAttribute('aria-label', 'Your progress');
  next.className = 'start-next';
  const begin = [...next.childNodes];
  const counts = document.createElement('ul');
  counts.className = 'start-counts';
  const status = document.createElement('p');
  status.className = 'start-status';
  const toolbar = new Toolbar('Progress as a file', status);
  const buttons = [
    Toolbar.button({ label: 'Export', act: save }),
    Toolbar.button({ label: 'Import', act: () => chooser.click() }),
    Toolbar.button({ label: 'Reset', act: askToReset }),
  ];
  toolbar.box.prepend(...buttons);
  const chooser = fileChooser();
  box.append(counts, toolbar.box, toolbar.note, chooser);
  Progress.onChange(draw);

  /** @param {string} [notice] */
  async function draw(notice) {
    const chapters = await Progress.outline();
    if (notice) toolbar.say(`${notice[0].toUpperCase()}${notice.slice(1)}.`);
    next?.replaceChildren(...(goOn(chapters) ?? begin));
    counts.replaceChildren(...sums(chapters).map(count));
  }

  /**
   * Where the reader left off; nothing for who has not begun.
   * @param {ChapterOutline[]} chapters
   */
  function goOn(chapters) {
    const place = Contents.lastPlace();
    const known = chapters.find(({ page }) => page === place?.page);
    if (place && known && !isDone(known)) {
      const words = place.heading ? `: ${place.heading}` : '';
      return link(place.page, place.id, `Continue with ${known.title}${words}`);
    }
    const hasBegun = chapters.some(isRead);
    const open = chapters.find((chapter) => !isDone(chapter));
    if (!hasBegun || !open || open === chapters[0]) return undefined;
    if (!isRead(open)) return link(open.page, '', `Go on to ${open.title}`);
    const exercise = open.exercises.find((it) => !isDeed('solved', it));
    const id = `exercise-${exercise?.[0]}`;
    return link(open.page, id, `Solve the exercises of ${open.title}`);
  }

  /** @param {ChapterOutline} chapter */
  function isRead({ page, hash }) {
    return Progress.has('read', page.replace(/\.html$/, ''), hash);
  }

  /** @param {ChapterOutline} chapter */
  function isDone(chapter) {
    const isSolved = chapter.exercises.every((it) => isDeed('solved', it));
    return isRead(chapter) && isSolved;
  }

  /**
   * @param {Deed} deed
   * @param {[string, string]} named
   */
  function isDeed(deed, [name, hash]) {
    return Progress.has(deed, name, hash);
  }

  /**
   * @param {string} page
   * @param {string} id
   * @param {string} words
   */
  function link(page, id, words) {
    const link = document.createElement('a');
    link.href = id ? `${page}#${id}` : page;
    link.textContent = words;
    return [link];
  }

  /**
   * @param {ChapterOutline[]} chapters
   * @returns {[number, number, string][]}
   */
  function sums(chapters) {
    const sum = (
      /** @type {Deed} */ deed,
      /** @type {'listings' | 'questions' | 'exercises'} */ kind,
      /** @type {string} */ words,
    ) => {
      const named = chapters.flatMap((chapter) => chapter[kind]);
      const done = named.filter((it) => isDeed(deed, it)).length;
      return /** @type {[number, number, string]} */ (
        [done, named.length, words]
      );
    };
    /** @type {[number, number, string][]} */
    const all = [
      [chapters.filter(isRead).length, chapters.length, 'pages read'],
      sum('run', 'listings', 'listings run'),
      sum('predicted', 'questions', 'questions answered'),
      sum('solved', 'exercises', 'exercises solved'),
    ];
    return all.filter(([, of]) => of > 0);
  }

  /** @param {[number, number, string]} sum */
  function count([done, of, words]) {
    const item = document.createElement('li');
    const number = document.createElement('strong');
    number.textContent = `${done} of ${of}`;
    item.append(number, ` ${words}`);
    return item;
  }

  function save() {
    const text = `${JSON.stringify(Progress.all(), null, 2)}\n`;
    const file = new Blob([text], { type: 'application/json' });
    const link = document.createElement('a');
    link.href = URL.createObjectURL(file);
    link.download = FILE;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
    toolbar.say(`Your progress is in the file ${FILE}.`);
  }

  function fileChooser() {
    const chooser = document.createElement('input');
    chooser.type = 'file';
    chooser.accept = '.json,application/json';
    chooser.hidden = true;
    chooser.setAttribute('aria-label', 'A file with progress');
    chooser.addEventListener('change', async () => {
      const text = await chooser.files?.[0]?.text();
      chooser.value = '';
      if (text === undefined) return;
      toolbar.say((await Progress.take(text)) ?? TAKEN);
    });
    return chooser;
  }

  function askToReset() {
    toolbar.say(
      SURE,
      { label: 'Forget it', act: forget },
      { label: 'Cancel', act: () => buttons[2].focus() },
    );
  }

  async function forget() {
    buttons[2].focus();
    const before = await Progress.reset();
    const takeBack = () => {
      Progress.take(JSON.stringify(before));
      buttons[2].focus();
    };
    toolbar.say(FORGOTTEN, { label: 'Undo', act: takeBack });
  }
})();
