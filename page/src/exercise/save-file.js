// Saves a solution to the learner's file, which the terminal checks.
import { callApi } from '../runner/client.js';

/** The workbook may have written the file before the connection was lost. */
const NO_ANSWER_MESSAGE =
  'The workbook did not answer, so this page does not know whether the file ' +
  'was written. To check the file, run ';
const SAVE_MESSAGE_KEY = 'workbook-saved-exercise';

/**
 * @typedef {object} SaveResult
 * @property {string} message says what happened
 * @property {boolean} isUntouched whether the file may still be as shipped
 */

/**
 * Saves a solution to the learner's file, if that is as it was shipped.
 * @param {string} exercise
 * @param {string} source
 * @returns {Promise<SaveResult>}
 */
export async function saveToFile(exercise, source) {
  try {
    const response = await callApi('exercise', { exercise, source });
    const { saved, error } = await response.json();
    const message = saved ? `Saved to ${saved}.` : `Not saved: ${error}.`;
    const isConflict = response.status === 409;
    if (saved) storeSaveMessage(exercise, message);
    return { message, isUntouched: !saved && !isConflict };
  } catch {
    const message = `${NO_ANSWER_MESSAGE}cargo run -- check ${exercise}.`;
    return { message, isUntouched: true };
  }
}

/**
 * Returns the message of the last save if the page was reloaded after it, as
 * a page is whose source has changed.
 * @param {string} exercise
 */
export function takeSaveMessage(exercise) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(SAVE_MESSAGE_KEY) ?? 'null');
    if (kept?.exercise !== exercise) return undefined;
    sessionStorage.removeItem(SAVE_MESSAGE_KEY);
    return /** @type {string} */ (kept.message);
  } catch {
    return undefined;
  }
}

/**
 * @param {string} exercise
 * @param {string} message
 */
function storeSaveMessage(exercise, message) {
  try {
    sessionStorage.setItem(
      SAVE_MESSAGE_KEY,
      JSON.stringify({ exercise, message }),
    );
  } catch {
    // Then a reload removes the message.
  }
}
