// Replays a recorded run at its own speed, if there is no runner.
import { createEndedEvent } from './events.js';

/** @typedef {import('./events.js').OnEvent} OnEvent */
/** @typedef {import('./events.js').Run} Run */

/**
 * @typedef {object} Recording
 * @property {1} v
 * @property {number} end milliseconds
 * @property {number} code
 * @property {[number, string, string][]} out milliseconds, stream, text
 * @property {unknown} [timeline] what the tasks did
 */

const REPLAY_STATUS = 'Replaying a recorded run';
const STOPPED_MESSAGE = 'Stopped by you.';

/**
 * Reads the recording in a listing's card.
 * @param {Element} section
 * @returns {Recording | undefined}
 */
export function readRecording(section) {
  const text = section.querySelector('script.recorded-run')?.textContent;
  const recording = JSON.parse(text ?? 'null');
  return recording?.v === 1 ? recording : undefined;
}

/**
 * @param {Recording} recording
 * @param {OnEvent} onEvent
 * @returns {Run}
 */
export function replayRun(recording, onEvent) {
  const startTime = performance.now();
  const remaining = [...recording.out];
  let timer = 0;

  /** Sends all events up to `now`, and waits for the next one. */
  const playUntil = (/** @type {number} */ now) => {
    while (remaining.length > 0 && remaining[0][0] <= now) {
      const [ms, stream, text] = remaining[0];
      remaining.shift();
      onEvent({ event: 'out', stream, ms, text });
    }
    if (now >= recording.end) {
      const { code, end: ms } = recording;
      finish(createEndedEvent('exit', '', { code, ms }));
    } else {
      const nextMs = remaining[0]?.[0] ?? recording.end;
      timer = window.setTimeout(playNow, nextMs - now);
    }
  };
  const playNow = () => playUntil(performance.now() - startTime);
  const finish = (/** @type {import('./events.js').RunEvent} */ event) => {
    clearTimeout(timer);
    onEvent(event);
  };
  const skip = () => {
    clearTimeout(timer);
    playUntil(Number.POSITIVE_INFINITY);
  };
  const stop = () =>
    finish(
      createEndedEvent('stopped', STOPPED_MESSAGE, {
        ms: performance.now() - startTime,
      }),
    );

  onEvent({ event: 'started', message: REPLAY_STATUS, isReplay: true });
  // A reader who wants no motion gets the whole run in the next moment.
  const isStill = matchMedia('(prefers-reduced-motion: reduce)').matches;
  timer = window.setTimeout(isStill ? skip : playNow);
  return { stop, skip };
}
