// @ts-check
// Gives each listing of the page its buttons: they run it here, where the
// workbook serves the page, and replay a recorded run elsewhere.

(async function controls() {
  'use strict';

  const NOT_ALLOWED =
    'This browser may not run programs yet: open the address that the ' +
    'workbook has printed in its terminal.';
  const STOPPED = 'Stopped before it started.';
  const TERMINAL_ONLY = 'This one runs in a terminal only:';
  const PLAYGROUND_NOTICE =
    'Your code goes to play.rust-lang.org, a public service, which compiles ' +
    'and runs it.';
  const NO_RUN = ['failed', 'not-compiled'];
  const SELECTOR = 'section.listing[data-listing]:not(.listing-continued)';

  let hasAgreed = false;

  /** Cards get their place at once, so that nothing moves later. */
  const cards = [...document.querySelectorAll(SELECTOR)].flatMap((section) => {
    const pre = section.querySelector(':scope > pre');
    const code = pre?.querySelector('code');
    if (!(section instanceof HTMLElement) || !code) return [];
    if (section.dataset.terminalOnly !== undefined) {
      pre?.after(terminalNote(section));
      return [];
    }
    const name = section.dataset.listing ?? '';
    const card = new ListingCard(name, /** @type {any} */ (pre), code);
    return [{ section, card }];
  });
  if (cards.length === 0) return;

  const resetAll = new ResetAll(cards.map(({ card }) => card));
  const greeting = await Runner.greeted();
  for (const { section, card } of cards) {
    if (greeting) beginHere(section, card, greeting.allowed);
    else beginElsewhere(section, card);
  }
  resetAll.refresh();

  /**
   * @param {HTMLElement} section
   * @param {ListingCard} card
   * @param {boolean} allowed
   */
  function beginHere(section, card, allowed) {
    const run = noted(section, allowed ? Runner.run : runIfAllowed);
    fill(section, card, { run: 'Run', canEdit: true });
    card.begin({ takesEdits: true, checks: allowed, run }, resetAll.refresh);
  }

  /**
   * On a site without a runner.
   * @param {HTMLElement} section
   * @param {ListingCard} card
   */
  function beginElsewhere(section, card) {
    const recording = Replay.of(section);
    const hasPlayground = section.dataset.playground !== undefined;
    if (!recording && !hasPlayground) {
      card.toolbar.box.remove();
      return;
    }
    const send = noted(section, Playground.run);
    const playground = { takesEdits: true, checks: false, run: send };
    const play = (/** @type {Job} */ _, /** @type {OnEvent} */ onEvent) =>
      Replay.run(/** @type {Recording} */ (recording), onEvent);
    const replay = {
      takesEdits: false,
      checks: false,
      run: noted(section, play),
    };
    fill(section, card, {
      run: recording && 'Replay',
      playground: hasPlayground ? () => ask(card, playground) : undefined,
      canEdit: hasPlayground,
    });
    const usual = recording ? replay : playground;
    card.begin(usual, resetAll.refresh);
  }

  /**
   * The same, which notes that the listing was run.
   * @param {HTMLElement} section
   * @param {Backend['run']} run
   * @returns {Backend['run']}
   */
  function noted({ dataset: { listing, hash } }, run) {
    return (job, onEvent) => {
      let hasStarted = false;
      return run(job, (event) => {
        onEvent(event);
        hasStarted ||= event.event === 'started';
        if (event.event !== 'ended' || !hasStarted) return;
        if (NO_RUN.includes(event.how)) return;
        Progress.did('run', listing ?? '', hash);
      });
    };
  }

  /**
   * The buttons in their order.
   * @param {HTMLElement} section
   * @param {ListingCard} card
   * @param {{ run?: string, playground?: () => void, canEdit: boolean }} has
   */
  function fill(section, card, { run, playground, canEdit }) {
    const act = () => {
      if (playground && (!run || card.isChanged)) playground();
      else card.run();
    };
    card.toolbar.fill({
      run: run && {
        label: run,
        title: 'Ctrl+Enter',
        act: () => card.run(),
      },
      playground: playground && { label: 'Playground', act: playground },
      stop: { label: 'Stop', act: () => card.stop() },
      skip: { label: 'Skip to the end', act: () => card.skip() },
      edit: canEdit && { label: 'Edit', act: () => card.edit() },
      reset: canEdit && { label: 'Reset', act: () => card.reset() },
      undo: canEdit && { label: 'Undo reset', act: () => card.undo() },
    });
    section.addEventListener('keydown', (event) => {
      const isRun = event.key === 'Enter' && (event.ctrlKey || event.metaKey);
      if (!isRun) return;
      event.preventDefault();
      act();
    });
  }

  /**
   * Sends nothing before the reader has agreed.
   * @param {ListingCard} card
   * @param {Backend} playground
   */
  function ask(card, playground) {
    const send = () => {
      hasAgreed = true;
      card.run(playground);
    };
    if (hasAgreed) send();
    else {
      card.toolbar.say(
        PLAYGROUND_NOTICE,
        { label: 'Send it', act: send },
        { label: 'Cancel', act: () => card.toolbar.focus('playground') },
      );
    }
  }

  /**
   * The browser may have been allowed since the page was loaded.
   * @param {Job} job
   * @param {OnEvent} onEvent
   * @returns {Run}
   */
  function runIfAllowed(job, onEvent) {
    /** @type {Run | undefined} */
    let run;
    let isOver = false;
    const end = (/** @type {string} */ how, /** @type {string} */ says) => {
      isOver = true;
      onEvent({ event: 'ended', how, code: null, ms: null, says });
    };
    Runner.hello().then((greeting) => {
      if (isOver) return;
      if (greeting?.allowed === false) end('failed', NOT_ALLOWED);
      else run = Runner.run(job, onEvent);
    });
    return { stop: () => (run ? run.stop() : end('stopped', STOPPED)) };
  }

  /** @param {HTMLElement} section */
  function terminalNote(section) {
    const note = document.createElement('p');
    note.className = 'listing-terminal-only';
    const command = document.createElement('code');
    const given = section.querySelector('.listing-command code');
    command.textContent = given?.textContent ?? '';
    note.append(TERMINAL_ONLY, ' ', command);
    return note;
  }
})();
