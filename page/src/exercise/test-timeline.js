// The timeline of a test that has failed: a button that has the test recorded,
// and the picture below it.
import { createButton, createElement } from '../dom/elements.js';
import { recordTest } from './record.js';

/** @typedef {import('./record.js').TestRecordingEvent} TestRecordingEvent */
/** @typedef {import('./record.js').RecordTestRequest} RecordTestRequest */
/** @typedef {Extract<TestRecordingEvent, { event: 'recorded' }>} RecordedEvent */
/** @typedef {RecordedEvent['timeline']} TimelineDocument */

const SHOW_LABEL = 'Show the timeline of this test';
const HIDE_LABEL = 'Hide the timeline';
const RECORDING_MESSAGE = 'Recording the test';
const PREPARING_MESSAGE =
  'The crates of recorded tests are being compiled, this once';
const PASSED_MESSAGE = 'This time, the test passed.';
const NOT_DRAWN_MESSAGE = 'This page cannot draw the timeline.';
/** The harness runs a test on a thread of its own, so this isn't `main`. */
const TEST_BODY_LABEL = 'the test';

export class TestTimeline {
  box;
  #button = createButton({
    label: SHOW_LABEL,
    onClick: () => this.#handleClick(),
  });
  #status = createElement('p', {
    class: 'test-timeline-status',
    role: 'status',
  });
  #timelineSlot = createElement('div', { class: 'timeline-slot', hidden: '' });
  #request;
  #highlightCodeLine;
  /** @type {{ stop: () => void } | undefined} */
  #recording;
  #isDrawn = false;

  /**
   * @param {RecordTestRequest} request
   * @param {(line: number | undefined) => void} highlightCodeLine
   */
  constructor(request, highlightCodeLine) {
    this.#request = request;
    this.#highlightCodeLine = highlightCodeLine;
    this.box = createElement(
      'div',
      { class: 'test-timeline' },
      this.#button,
      this.#status,
      this.#timelineSlot,
    );
  }

  /** Stops a recording that hasn't ended. */
  stop() {
    this.#recording?.stop();
    this.#highlightCodeLine(undefined);
  }

  #handleClick() {
    if (this.#isDrawn) this.#setShown(this.#timelineSlot.hidden);
    else if (!this.#recording) this.#record();
  }

  #record() {
    this.#status.textContent = RECORDING_MESSAGE;
    this.#recording = recordTest(this.#request, (event) => this.#handle(event));
  }

  /** @param {TestRecordingEvent} event */
  async #handle(event) {
    switch (event.event) {
      case 'preparing':
        this.#status.textContent = [PREPARING_MESSAGE, event.now]
          .filter(Boolean)
          .join(': ');
        break;
      case 'compiling':
        this.#status.textContent = RECORDING_MESSAGE;
        break;
      case 'unrecorded':
        this.#status.textContent = event.message;
        // The reader can press the button again.
        this.#recording = undefined;
        break;
      case 'recorded':
        await this.#draw(event);
        break;
    }
  }

  /** @param {RecordedEvent} event */
  async #draw({ timeline, stdout, stderr, passed }) {
    try {
      const { mountTimeline } = await import('../timeline/timeline.js');
      const { exercise, test } = this.#request;
      const drawn = mountTimeline(this.#timelineSlot, `${exercise}, ${test}`, {
        highlightCodeLine: (line) => this.#highlightCodeLine(line),
        // The output of a test is folded, and is shown as a whole.
        highlightOutputLines: () => {},
        showRecordedOutput: () => {},
      });
      drawn.showRun(labelTestBody(timeline), { stdout, stderr });
      this.#isDrawn = true;
      this.#status.textContent = passed ? PASSED_MESSAGE : '';
      this.#setShown(true);
    } catch {
      this.#status.textContent = NOT_DRAWN_MESSAGE;
      this.#recording = undefined;
    }
  }

  /** @param {boolean} isShown */
  #setShown(isShown) {
    this.#timelineSlot.hidden = !isShown;
    this.#button.textContent = isShown ? HIDE_LABEL : SHOW_LABEL;
    this.#button.setAttribute('aria-expanded', String(isShown));
    if (!isShown) this.#highlightCodeLine(undefined);
  }
}

/**
 * Names the body of the test, unless it calls `block_on` several times.
 * @param {TimelineDocument} timeline
 */
function labelTestBody(timeline) {
  const tasks = timeline.tasks ?? [];
  const bodies = tasks.filter(({ kind, by }) => kind === 'main' && by == null);
  if (bodies.length !== 1) return timeline;
  return {
    ...timeline,
    tasks: tasks.map((task) =>
      task === bodies[0] ? { ...task, name: TEST_BODY_LABEL } : task,
    ),
  };
}
