// Saves a solution to the learner's file, which the terminal checks.
import { request } from '../runner/client.js';

const NO_ANSWER_MESSAGE =
  'The workbook did not answer, so the file is as it was.';

/**
 * @param {string} exercise
 * @param {string} source
 * @returns {Promise<string>} a sentence that says what became of it
 */
export async function saveToFile(exercise, source) {
  try {
    const response = await request('exercise', { exercise, source });
    const { saved, error } = await response.json();
    return saved ? `Saved to ${saved}.` : `Not saved: ${error}.`;
  } catch {
    return NO_ANSWER_MESSAGE;
  }
}
