// Timeline documents for the tests, and the programs that have them.
import { endedEvent, outEvent, started } from './fake.js';
import { createRecording } from './timelines/documents.js';

export {
  createManyTasksTimeline,
  createRecording as recording,
  readTimeline as timeline,
} from './timelines/documents.js';

/** @import { Runner } from './fake.js' */
/** @import { TimelineDocument } from './timelines/documents.js' */

/**
 * Serves a page whose listing has this recording.
 * @param {Runner} runner
 * @param {unknown} recording
 */
export function serveRecording(runner, recording) {
  const text = JSON.stringify(recording);
  const type = 'type="application/json" class="recorded-run"';
  runner.edit = (html) =>
    html
      .replaceAll(/<script[^>]*"recorded-run".*?<\/script>/gs, '')
      .replace(
        /(?<=id="listing-two_waits".*?)<pre>/s,
        () => `<script ${type}>${text}</script><pre>`,
      );
}

/**
 * A run that ends with this document.
 * @param {TimelineDocument} timeline
 */
export function programWithTimeline(timeline) {
  return async function* () {
    yield started();
    for (const [ms, stream, text] of createRecording(timeline).out) {
      yield outEvent(ms, text, stream);
    }
    yield { event: 'timeline', timeline };
    yield endedEvent(timeline.end);
  };
}
