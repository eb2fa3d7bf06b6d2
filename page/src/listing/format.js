// Formats a program with the rustfmt of the workbook that serves the page.
import { callApi, explainNoConnection } from '../runner/client.js';

/** @typedef {{ text: string } | { error: string }} Formatted */

/**
 * @param {string} text
 * @returns {Promise<Formatted>} the formatted text, or a sentence why not
 */
export async function formatText(text) {
  try {
    const response = await callApi('format', { source: `${text}\n` });
    const { formatted, error } = await response.json();
    return response.ok
      ? { text: formatted.trimEnd() }
      : { error: `Not formatted: ${error}.` };
  } catch {
    return { error: await explainNoConnection() };
  }
}
