// The place of a listing's timeline. The scripts that draw it are loaded if a
// recorded run comes into view, or if a run has a timeline.
import { createElement } from '../dom/elements.js';
import { LazyObject } from '../dom/lazy-object.js';
import { readRecording, replayRun } from '../runner/replay.js';

/** @typedef {import('../runner/events.js').RunEvent} RunEvent */
/** @typedef {import('../timeline/timeline.js').Timeline} Timeline */
/** @typedef {import('./code-pane.js').CodePane} CodePane */
/** @typedef {import('./output.js').Output} Output */

/**
 * The parts of the card around it.
 * @typedef {object} TimelineCard
 * @property {CodePane} pane
 * @property {Output} output
 */

const RECORDED_OUTPUT_LABEL = 'This is what the recorded run printed.';
const NOT_RECORDED_MESSAGE =
  'No timeline: this listing measures what recording would change.';
const LOAD_ROOT_MARGIN = '400px';
/** A timeline quotes only the first lines. */
const MAX_PRINTED_CHARS = 100_000;

export class TimelineSlot {
  box = createElement('div', { class: 'timeline-slot', hidden: '' });
  #name;
  #section;
  #card;
  /** @type {LazyObject<Timeline>} */
  #timeline = new LazyObject(() => this.#load());
  /** @type {Record<string, string>} the output of the run, by stream */
  #printed = {};
  /** The program of the newest run. */
  #runText = '';
  #isReplay = false;
  /** Whether the card shows the output of the recorded run. */
  #hasRecordedOutput = false;
  #isRunning = false;
  #isCodeChanged = false;
  /** Whether the listing is never recorded. */
  #isNeverRecorded;

  /**
   * @param {string} name the listing's
   * @param {Element | null} section
   * @param {TimelineCard} card
   */
  constructor(name, section, card) {
    this.#name = name;
    this.#section = section;
    this.#card = card;
    this.#isNeverRecorded = section?.hasAttribute('data-plain') === true;
    if (this.#isNeverRecorded) this.#explainMissingTimeline();
    const data = section?.querySelector('script.recorded-run');
    if (!section || !data?.textContent?.includes('"timeline":')) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        observer.disconnect();
        this.#showRecordedTimeline();
      },
      { rootMargin: LOAD_ROOT_MARGIN },
    );
    observer.observe(section);
    this.#reserveHeight();
  }

  #explainMissingTimeline() {
    this.box.classList.add('timeline-none');
    this.box.append(createElement('p', {}, NOT_RECORDED_MESSAGE));
    this.box.hidden = false;
  }

  /** After a reload, reserves the height that the timeline had before. */
  #reserveHeight() {
    const { box } = this;
    const key = `workbook-timeline-${this.#name}`;
    try {
      const height = sessionStorage.getItem(key);
      box.style.minHeight = height === null ? '' : `${height}px`;
      box.hidden = height === null;
      addEventListener('pagehide', () => {
        if (!box.hidden) sessionStorage.setItem(key, String(box.clientHeight));
      });
    } catch {
      // Without storage, the lines below move a little later.
    }
  }

  startRun() {
    this.#printed = {};
    this.#runText = this.#card.pane.text;
    this.#isReplay = false;
    this.#hasRecordedOutput = false;
    this.#isRunning = true;
    this.#timeline.callIfRequested((timeline) => timeline.startRun());
  }

  /**
   * Handles an event of a run.
   * @param {RunEvent} event
   * @returns {boolean} whether the event is for the timeline alone
   */
  handle(event) {
    switch (event.event) {
      case 'timeline': {
        const printed = { ...this.#printed };
        this.#requestTimeline();
        this.#timeline.callIfRequested((timeline) =>
          timeline.showLive(event.timeline, printed),
        );
        return true;
      }
      case 'unrecorded':
        if (this.#isNeverRecorded) return true;
        this.#requestTimeline();
        this.#timeline.callIfRequested((timeline) =>
          timeline.showReasonForNoPicture(event.message),
        );
        return true;
      case 'out':
        this.#storePrinted(event.stream, event.text);
        return false;
      case 'started':
        this.#isReplay = event.isReplay === true;
        this.#hasRecordedOutput = this.#isReplay;
        if (this.#isReplay) {
          this.#timeline.callIfRequested((timeline) => timeline.startReplay());
        }
        return false;
      case 'ended':
        this.#isRunning = false;
        this.#endRun(event.ms ?? 0);
        return false;
      default:
        return false;
    }
  }

  /** @param {number} ms */
  #endRun(ms) {
    if (this.#isReplay) {
      this.#timeline.callIfRequested((timeline) => timeline.endReplay(ms));
    } else {
      this.#timeline.callIfRequested((timeline) => timeline.endRun());
    }
  }

  /** Shows the state before the first run again. */
  reset() {
    this.#isRunning = false;
    this.#hasRecordedOutput = false;
    this.#timeline.callIfRequested((timeline) => timeline.reset());
  }

  /** @param {boolean} isChanged whether the reader has changed the code */
  setCodeChanged(isChanged) {
    if (this.#isCodeChanged === isChanged) return;
    this.#isCodeChanged = isChanged;
    this.#timeline.callIfRequested((timeline) =>
      timeline.setCodeChanged(isChanged),
    );
  }

  /**
   * @param {string} stream
   * @param {string} text
   */
  #storePrinted(stream, text) {
    const before = this.#printed[stream] ?? '';
    if (before.length > MAX_PRINTED_CHARS) return;
    this.#printed[stream] = before + text;
  }

  get #recording() {
    return this.#section ? readRecording(this.#section) : undefined;
  }

  async #showRecordedTimeline() {
    const recording = this.#recording;
    if (!recording?.timeline) return;
    /** @type {Record<string, string>} */
    const printed = {};
    for (const [, stream, text] of recording.out) {
      printed[stream] = (printed[stream] ?? '') + text;
    }
    const loaded = this.#requestTimeline();
    this.#timeline.callIfRequested((timeline) =>
      timeline.showRecorded(recording.timeline, printed),
    );
    await loaded;
    this.box.style.minHeight = '';
  }

  /** Loads the timeline and brings it up to date. */
  #requestTimeline() {
    if (this.#timeline.isRequested) return undefined;
    const loaded = this.#timeline.request();
    const [isRunning, isChanged] = [this.#isRunning, this.#isCodeChanged];
    this.#timeline.callIfRequested((timeline) => {
      timeline.setCodeChanged(isChanged);
      if (isRunning) timeline.startRun();
    });
    return loaded;
  }

  async #load() {
    const { mountTimeline } = await import('../timeline/timeline.js');
    return mountTimeline(this.box, this.#name, this.#createHost());
  }

  /** @returns {import('../timeline/timeline.js').Host} */
  #createHost() {
    const { pane, output } = this.#card;
    return {
      // A line number is valid only if the pane shows the program that ran.
      highlightCodeLine: (line, isRecorded) => {
        const runText = isRecorded ? pane.original : this.#runText;
        pane.highlightLine(runText === pane.text ? line : undefined);
      },
      highlightOutputLines: (lines, isRecorded) =>
        output.highlightLines(
          isRecorded === this.#hasRecordedOutput ? lines : undefined,
        ),
      showRecordedOutput: () => this.#showRecordedOutput(output),
    };
  }

  /**
   * Shows the output of the recorded run, unless there is another output.
   * @param {Output} output
   */
  #showRecordedOutput(output) {
    const recording = this.#recording;
    if (this.#isRunning || !recording || !output.isEmpty) return;
    this.#hasRecordedOutput = true;
    // The picture is below the output, and must not move away from the reader.
    const { top } = this.box.getBoundingClientRect();
    replayRun(recording, (event) => output.handle(event)).skip?.();
    output.setStatus(RECORDED_OUTPUT_LABEL, 'well');
    output.drawNow();
    const shift = this.box.getBoundingClientRect().top - top;
    scrollBy({ top: shift, behavior: 'instant' });
  }
}
