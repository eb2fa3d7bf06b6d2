// @ts-check
// Keeps what readers have predicted, in their own browser. A question that
// is asked in other words is another one, and is asked again.

/**
 * What a reader has made of a question: skipped, or answered. An answer is
 * a number, the chosen places, or the places in the reader's order.
 * @typedef {{ skipped: true } | { answer: number[] }} Prediction
 */

const Predicted = (function () {
  'use strict';

  const PREDICTED = 'workbook-predicted:';

  return { load, save };

  /**
   * @param {string} name the listing's
   * @param {string} hash the question's
   * @returns {Prediction | undefined}
   */
  function load(name, hash) {
    try {
      const kept = JSON.parse(localStorage.getItem(PREDICTED + name) ?? 'null');
      if (kept?.hash !== hash) return undefined;
      if (kept.skipped === true) return { skipped: true };
      const isAnswer =
        Array.isArray(kept.answer) && kept.answer.every(Number.isFinite);
      return isAnswer ? { answer: kept.answer } : undefined;
    } catch {
      return undefined;
    }
  }

  /**
   * @param {string} name
   * @param {string} hash
   * @param {Prediction | undefined} prediction nothing, to be asked again
   */
  function save(name, hash, prediction) {
    try {
      const key = PREDICTED + name;
      if (!prediction) localStorage.removeItem(key);
      else localStorage.setItem(key, JSON.stringify({ hash, ...prediction }));
    } catch {
      // A browser that keeps nothing asks again at the next visit.
    }
  }
})();
