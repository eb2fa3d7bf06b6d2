// @ts-check
// Plays a recorded run in its own time, where there is no runner.

/**
 * @typedef {object} Recording
 * @property {1} v
 * @property {number} end milliseconds
 * @property {number} code
 * @property {[number, string, string][]} out milliseconds, stream, text
 * @property {unknown} [timeline] what the tasks did
 */

const Replay = (function () {
  'use strict';

  const SAYS = 'Replaying a recorded run';
  const STOPPED = 'Stopped by you.';

  return { of, run };

  /**
   * The recording in a listing's card.
   * @param {Element} section
   * @returns {Recording | undefined}
   */
  function of(section) {
    const text = section.querySelector('script.recorded-run')?.textContent;
    const recording = JSON.parse(text ?? 'null');
    return recording?.v === 1 ? recording : undefined;
  }

  /**
   * @param {Recording} recording
   * @param {OnEvent} onEvent
   * @returns {Run}
   */
  function run(recording, onEvent) {
    const began = performance.now();
    const rest = [...recording.out];
    let timer = 0;

    /** Tells all that has happened by `now`, and waits for what is next. */
    const play = (/** @type {number} */ now) => {
      while (rest.length > 0 && rest[0][0] <= now) {
        const [ms, stream, text] = rest[0];
        rest.shift();
        onEvent({ event: 'out', stream, ms, text });
      }
      if (now >= recording.end) end('exit', recording.code, recording.end, '');
      else timer = window.setTimeout(next, (rest[0]?.[0] ?? recording.end) - now);
    };
    const next = () => play(performance.now() - began);
    /**
     * @param {string} how
     * @param {number | null} code
     * @param {number} ms
     * @param {string} says
     */
    const end = (how, code, ms, says) => {
      clearTimeout(timer);
      onEvent({ event: 'ended', how, code, ms, says });
    };
    const skip = () => {
      clearTimeout(timer);
      play(Infinity);
    };
    const stop = () =>
      end('stopped', null, performance.now() - began, STOPPED);

    onEvent({ event: 'started', says: SAYS, isReplay: true });
    // At once, or within a moment, where motion is not wanted.
    const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
    timer = window.setTimeout(isStill ? skip : next);
    return { stop, skip };
  }
})();
