// @ts-check
// The place of a listing's timeline. What draws it is loaded when a recorded
// run comes into view, or when a run has something to show.

/** @typedef {import('./timeline/timeline.js').Timeline} Timeline */

/**
 * What it needs of the card around it.
 * @typedef {object} TimelineCard
 * @property {string} original the listing as it was printed
 * @property {Output} output
 * @property {() => string} text the code as it stands there now
 * @property {(line: number | undefined) => void} point at a line of the code
 */

class TimelineSlot {
  static #MODULE = new URL(
    '../timeline/timeline.js',
    /** @type {HTMLScriptElement} */ (document.currentScript).src,
  );
  static #RECORDED = 'This is what the recorded run printed.';
  static #BEFORE_SEEN = '400px';
  static #PLAIN =
    'No timeline: this listing measures what recording would change.';
  /** Only the first lines are quoted in a timeline. */
  static #MOST_PRINTED = 100_000;

  box = document.createElement('div');
  #name;
  #section;
  #card;
  /** @type {Promise<Timeline | undefined> | undefined} */
  #timeline;
  /** @type {Record<string, string>} what the run has printed, by stream */
  #printed = {};
  /** What the newest run was of. */
  #ran = '';
  #isReplay = false;
  /** Whether the output is that of the recorded run. */
  #hasRecordedOutput = false;
  #isRunning = false;
  #isChanged = false;
  /** Whether the listing is never recorded. */
  #isPlain;

  /**
   * @param {string} name the listing's
   * @param {Element | null} section
   * @param {TimelineCard} card
   */
  constructor(name, section, card) {
    this.#name = name;
    this.#section = section;
    this.#card = card;
    this.box.className = 'timeline-slot';
    this.box.hidden = true;
    this.#isPlain = section?.hasAttribute('data-plain') === true;
    if (this.#isPlain) this.#sayNone();
    const data = section?.querySelector('script.recorded-run');
    if (!section || !data?.textContent?.includes('"timeline":')) return;
    const watcher = new IntersectionObserver(
      (entries) => {
        if (!entries.some((entry) => entry.isIntersecting)) return;
        watcher.disconnect();
        this.#showRecorded();
      },
      { rootMargin: TimelineSlot.#BEFORE_SEEN },
    );
    watcher.observe(section);
    this.#keepPlace();
  }

  /** This listing is never recorded, and its place says why. */
  #sayNone() {
    const { box } = this;
    const words = document.createElement('p');
    words.textContent = TimelineSlot.#PLAIN;
    box.classList.add('timeline-none');
    box.append(words);
    box.hidden = false;
  }

  /** A page that is loaded anew has room for what was drawn before. */
  #keepPlace() {
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
      // A browser that keeps nothing moves the lines below a little later.
    }
  }

  /** A run begins. */
  began() {
    this.#printed = {};
    this.#ran = this.#card.text();
    this.#isReplay = false;
    this.#hasRecordedOutput = false;
    this.#isRunning = true;
    this.#tell((timeline) => timeline.began());
  }

  /** Takes what is for it, and says whether others need not hear it. */
  hear(/** @type {RunEvent} */ event) {
    switch (event.event) {
      case 'timeline': {
        const printed = { ...this.#printed };
        this.#load();
        this.#tell((it) => it.live(event.timeline, printed));
        return true;
      }
      case 'unrecorded':
        if (this.#isPlain) return true;
        this.#load();
        this.#tell((it) => it.unrecorded(event.says));
        return true;
      case 'out':
        this.#keep(event.stream, event.text);
        return false;
      case 'started':
        this.#isReplay = event.isReplay === true;
        this.#hasRecordedOutput = this.#isReplay;
        if (this.#isReplay) this.#tell((it) => it.replayBegan());
        return false;
      case 'ended': {
        const ms = event.ms ?? 0;
        const isReplay = this.#isReplay;
        this.#isRunning = false;
        this.#tell((it) => (isReplay ? it.replayEnded(ms) : it.ended()));
        return false;
      }
      default:
        return false;
    }
  }

  /** Back to what was there before the first run. */
  reset() {
    this.#isRunning = false;
    this.#hasRecordedOutput = false;
    this.#tell((timeline) => timeline.reset());
  }

  /** @param {boolean} isChanged */
  changed(isChanged) {
    if (this.#isChanged === isChanged) return;
    this.#isChanged = isChanged;
    this.#tell((timeline) => timeline.changed(isChanged));
  }

  /**
   * @param {string} stream
   * @param {string} text
   */
  #keep(stream, text) {
    const before = this.#printed[stream] ?? '';
    if (before.length > TimelineSlot.#MOST_PRINTED) return;
    this.#printed[stream] = before + text;
  }

  get #recording() {
    return this.#section ? Replay.of(this.#section) : undefined;
  }

  #showRecorded() {
    const recording = this.#recording;
    if (!recording?.timeline) return;
    /** @type {Record<string, string>} */
    const printed = {};
    for (const [, stream, text] of recording.out) {
      printed[stream] = (printed[stream] ?? '') + text;
    }
    this.#load();
    this.#tell((it) => it.recorded(recording.timeline, printed));
    this.#timeline?.then(() => (this.box.style.minHeight = ''));
  }

  /** It learns what it has missed. */
  #load() {
    if (this.#timeline) return;
    this.#timeline = import(TimelineSlot.#MODULE.href)
      .then(({ mount }) => mount(this.box, this.#name, this.#host()))
      .catch(() => undefined);
    const [isRunning, isChanged] = [this.#isRunning, this.#isChanged];
    this.#tell((timeline) => {
      timeline.changed(isChanged);
      if (isRunning) timeline.began();
    });
  }

  /** @returns {import('./timeline/timeline.js').Host} */
  #host() {
    const { original, output, text, point } = this.#card;
    return {
      // Only a line of what ran, if that is what stands there.
      pointCode: (line, isRecorded) => {
        const ran = isRecorded ? original : this.#ran;
        point(ran.trimEnd() === text().trimEnd() ? line : undefined);
      },
      pointOutput: (lines, isRecorded) =>
        output.point(isRecorded === this.#hasRecordedOutput ? lines : undefined),
      useRecorded: () => this.#useRecorded(output),
    };
  }

  /**
   * Shows what the recorded run printed, where nothing else is shown.
   * @param {Output} output
   */
  #useRecorded(output) {
    const recording = this.#recording;
    if (this.#isRunning || !recording || !output.isEmpty) return;
    this.#hasRecordedOutput = true;
    // The picture, which stands below, must stay where the reader points.
    const { top } = this.box.getBoundingClientRect();
    Replay.run(recording, (event) => output.hear(event)).skip?.();
    output.say(TimelineSlot.#RECORDED, 'well');
    output.drawNow();
    const by = this.box.getBoundingClientRect().top - top;
    scrollBy({ top: by, behavior: 'instant' });
  }

  /**
   * Once it is loaded, and in this order.
   * @param {(timeline: Timeline) => void} act
   */
  #tell(act) {
    this.#timeline?.then((timeline) => timeline && act(timeline));
  }
}
