// Connects the page to the workbook that serves it. If the browser has no
// token, or the workbook has ended or was started again, a notice explains how
// to connect.
import { createElement, createTextWithCode } from '../dom/elements.js';
import {
  acceptToken,
  fetchWorkbookInfo,
  loadWorkbookInfo,
} from '../runner/client.js';
import { onConnectionChange, reconnect } from '../runner/connection.js';
import { onNewToken } from '../runner/token.js';
import { startLiveReload } from './live-reload.js';

/** @typedef {{ title: string, instructions: string, isNews: boolean }} Notice */

/** @type {Notice} */
const NO_TOKEN_NOTICE = {
  isNews: false,
  title: 'This browser is not connected to the workbook',
  instructions:
    'To run and edit programs here, open the address that the workbook ' +
    'printed in its terminal. It ends with a token, which is new at each start.',
};
/** @type {Notice} */
const RESTARTED_NOTICE = {
  isNews: true,
  title: 'The workbook was started again',
  instructions:
    'Open the address that it has printed in its terminal, in any window of ' +
    'this browser. This page then continues by itself. What you changed here ' +
    'is kept.',
};
/** @type {Notice} */
const ENDED_NOTICE = {
  isNews: true,
  title: 'The workbook does not answer',
  instructions:
    'To continue here, run `cargo run` in its folder again, and open the ' +
    'address that it prints. What you changed here is kept.',
};

/** After a short break, the page connects again without a notice. */
const MIN_LOST_CONNECTIONS_FOR_NOTICE = 2;

/** @type {HTMLElement | undefined} */
let shownNotice;
let lostConnections = 0;

export async function connectToWorkbook() {
  const atLoad = await loadWorkbookInfo();
  onNewToken(async () => {
    const info = await acceptToken();
    if (!info?.allowed) return;
    if (atLoad?.allowed) reconnect();
    else location.reload();
  });
  if (atLoad?.allowed) {
    onConnectionChange(handleConnectionChange);
    startLiveReload();
  } else if (atLoad?.runs) {
    showNotice(NO_TOKEN_NOTICE);
  }
}

/** @param {boolean} isOpen */
async function handleConnectionChange(isOpen) {
  lostConnections = isOpen ? 0 : lostConnections + 1;
  if (isOpen) {
    removeNotice();
    return;
  }
  const info = await fetchWorkbookInfo();
  // It may have been opened again while the workbook answered.
  if (lostConnections === 0) return;
  if (info?.allowed === false) showNotice(RESTARTED_NOTICE);
  else if (!info && lostConnections >= MIN_LOST_CONNECTIONS_FOR_NOTICE) {
    showNotice(ENDED_NOTICE);
  }
}

/** @param {Notice} notice */
function showNotice({ title, instructions, isNews }) {
  if (shownNotice?.dataset.title === title) return;
  removeNotice();
  shownNotice = createElement(
    'div',
    {
      class: isNews ? 'not-connected is-news' : 'not-connected',
      role: 'status',
      'data-title': title,
    },
    createElement('p', { class: 'not-connected-title' }, title),
    createElement('p', {}, ...createTextWithCode(instructions)),
  );
  document.getElementById('mdbook-content')?.before(shownNotice);
}

function removeNotice() {
  shownNotice?.remove();
  shownNotice = undefined;
}
