// Gives each listing of the page its buttons. They run it in the workbook
// that serves the page; elsewhere they replay a recorded run.
import { createElement } from '../dom/elements.js';
import { onRunShortcut } from '../dom/shortcuts.js';
import { askTerminalQuestion } from '../predict/terminal-question.js';
import { recordMilestone } from '../progress/progress.js';
import { canRun, runProgram } from '../runner/client.js';
import { runInPlayground } from '../runner/playground.js';
import { readRecording, replayRun } from '../runner/replay.js';
import { ListingCard } from './card.js';
import { ResetAll } from './reset-all.js';

/** @typedef {import('../runner/events.js').Backend} Backend */

const TERMINAL_ONLY_MESSAGE = 'This one runs in a terminal only:';
const PLAYGROUND_NOTICE =
  'Your code goes to play.rust-lang.org, a public service, which compiles ' +
  'and runs it.';
/** A run that ends like this does not count as done. */
const UNCOUNTED_RUN_ENDS = ['failed', 'not-compiled'];
const LISTING_SELECTOR =
  'section.listing[data-listing]:not(.listing-continued)';

/** @type {Map<string, ListingCard>} */
const cardsByName = new Map();

let hasAgreedToPlayground = false;

/**
 * Returns the card of a listing on this page.
 * @param {string} name
 */
export function findListingCard(name) {
  return cardsByName.get(name);
}

export async function setUpListings() {
  // Cards get their place at once, so that nothing moves later.
  const cards = [...document.querySelectorAll(LISTING_SELECTOR)].flatMap(
    (section) => {
      const pre = section.querySelector(':scope > pre');
      if (!(section instanceof HTMLElement)) return [];
      if (!(pre instanceof HTMLElement) || !pre.querySelector('code'))
        return [];
      if (section.dataset.terminalOnly !== undefined) {
        pre.after(createTerminalNote(section));
        askTerminalQuestion(section);
        return [];
      }
      const name = section.dataset.listing ?? '';
      // A page with a whole chapter has the cards of all its pages.
      if (cardsByName.has(name)) return [];
      const card = new ListingCard(name, pre);
      cardsByName.set(card.name, card);
      return [{ section, card }];
    },
  );
  if (cards.length === 0) return;

  const resetAll = new ResetAll(cards.map(({ card }) => card));
  const hasRunner = await canRun();
  for (const { section, card } of cards) {
    if (hasRunner) activateWithRunner(section, card, resetAll.update);
    else activateWithoutRunner(section, card, resetAll.update);
  }
  resetAll.update();
}

/**
 * @param {HTMLElement} section
 * @param {ListingCard} card
 * @param {() => void} onDraft
 */
function activateWithRunner(section, card, onDraft) {
  addButtons(section, card, { run: 'Run', canEdit: true, canFormat: true });
  const run = recordMilestoneOfRun(section, runProgram);
  card.activate({ takesEdits: true, checks: true, run }, onDraft);
}

/**
 * @param {HTMLElement} section
 * @param {ListingCard} card
 * @param {() => void} onDraft
 */
function activateWithoutRunner(section, card, onDraft) {
  const recording = readRecording(section);
  const hasPlayground = section.dataset.playground !== undefined;
  if (!recording && !hasPlayground) {
    card.toolbar.box.remove();
    return;
  }
  /** @type {Backend} */
  const playground = {
    takesEdits: true,
    checks: false,
    run: recordMilestoneOfRun(section, runInPlayground),
  };
  /** @type {Backend | undefined} */
  const replay = recording && {
    takesEdits: false,
    checks: false,
    run: recordMilestoneOfRun(section, (_, onEvent) =>
      replayRun(recording, onEvent),
    ),
  };
  addButtons(section, card, {
    run: replay && 'Replay',
    playground: hasPlayground
      ? () => askAndRunOnPlayground(card, playground)
      : undefined,
    canEdit: hasPlayground,
    canFormat: false,
  });
  card.activate(replay ?? playground, onDraft);
}

/**
 * Wraps a `run` so that it also records that the listing was run.
 * @param {HTMLElement} section
 * @param {Backend['run']} run
 * @returns {Backend['run']}
 */
function recordMilestoneOfRun({ dataset: { listing, hash } }, run) {
  return (job, onEvent) => {
    let hasStarted = false;
    return run(job, (event) => {
      onEvent(event);
      hasStarted ||= event.event === 'started';
      if (event.event !== 'ended' || !hasStarted) return;
      if (UNCOUNTED_RUN_ENDS.includes(event.how)) return;
      recordMilestone('run', listing ?? '', hash);
    });
  };
}

/**
 * @param {HTMLElement} section
 * @param {ListingCard} card
 * @param {{ run?: string, playground?: () => void, canEdit: boolean,
 *   canFormat: boolean }} options
 */
function addButtons(section, card, { run, playground, canEdit, canFormat }) {
  card.toolbar.addButtons({
    run: run && {
      label: run,
      title: 'Ctrl+Enter',
      onClick: () => card.run(),
    },
    playground: playground && { label: 'Playground', onClick: playground },
    stop: { label: 'Stop', onClick: () => card.stop() },
    skip: { label: 'Skip to the end', onClick: () => card.skipReplay() },
    edit: canEdit && { label: 'Edit', onClick: () => card.edit() },
    reset: canEdit && { label: 'Reset', onClick: () => card.reset() },
    format: canFormat && { label: 'Format', onClick: () => card.pane.format() },
    undo: canEdit && { label: 'Undo reset', onClick: () => card.undoReset() },
  });
  onRunShortcut(section, () => {
    if (playground && (!run || card.isChanged)) playground();
    else card.run();
  });
}

/**
 * Sends the code to the Playground when the reader has agreed.
 * @param {ListingCard} card
 * @param {Backend} playground
 */
function askAndRunOnPlayground(card, playground) {
  const runOnPlayground = () => {
    hasAgreedToPlayground = true;
    card.run(playground);
  };
  if (hasAgreedToPlayground) {
    runOnPlayground();
    return;
  }
  card.toolbar.showMessage(
    PLAYGROUND_NOTICE,
    { label: 'Send it', onClick: runOnPlayground },
    { label: 'Cancel', onClick: () => card.toolbar.focus('playground') },
  );
}

/** @param {HTMLElement} section */
function createTerminalNote(section) {
  const command = section.querySelector('.listing-command code');
  return createElement(
    'p',
    { class: 'listing-terminal-only' },
    TERMINAL_ONLY_MESSAGE,
    ' ',
    createElement('code', {}, command?.textContent ?? ''),
  );
}
