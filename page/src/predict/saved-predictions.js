// Saves the reader's predictions in the browser. If the text of a question
// changes, it is a new question, which is asked again.

/**
 * A question that the reader skipped or answered. An answer is a number, the
 * indices of the choices, or the indices of the lines in the reader's order.
 * @typedef {{ skipped: true } | { answer: number[] }} Prediction
 */

const STORAGE_PREFIX = 'workbook-predicted:';

/**
 * @param {string} name the listing's
 * @param {string} hash the question's
 * @returns {Prediction | undefined}
 */
export function loadPrediction(name, hash) {
  try {
    const saved = JSON.parse(
      localStorage.getItem(STORAGE_PREFIX + name) ?? 'null',
    );
    if (saved?.hash !== hash) return undefined;
    if (saved.skipped === true) return { skipped: true };
    const isAnswer =
      Array.isArray(saved.answer) && saved.answer.every(Number.isFinite);
    return isAnswer ? { answer: saved.answer } : undefined;
  } catch {
    return undefined;
  }
}

/**
 * @param {string} name
 * @param {string} hash
 * @param {Prediction | undefined} prediction `undefined` to delete it
 */
export function savePrediction(name, hash, prediction) {
  try {
    const key = STORAGE_PREFIX + name;
    if (!prediction) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify({ hash, ...prediction }));
  } catch {
    // Without storage, the question is asked again at the next visit.
  }
}
