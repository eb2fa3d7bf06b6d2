// @ts-check
// What comes of a run: one line that says how it stands, the compiler's
// words, and the lines that the program prints.

class Output {
  static #KB = 1000;

  box = document.createElement('div');
  /** How the run stands, in a line. */
  status = document.createElement('p');
  /** @type {Log} */
  #log;
  /** @type {Problems} */
  #problems;

  /**
   * @param {string} name the listing's
   * @param {Problems} problems
   * @param {(line: number) => void} onPanic
   */
  constructor(name, problems, onPanic) {
    this.#problems = problems;
    this.#log = new Log(`Output of ${name}`, onPanic);
    this.box.className = 'run';
    this.status.className = 'run-status';
    this.status.setAttribute('role', 'status');
    this.box.append(problems.box, this.#log.box);
    this.clear();
  }

  clear() {
    this.#log.clear();
    this.#problems.clear();
    this.say('', '');
  }

  /**
   * @param {string} text
   * @param {'busy' | 'well' | 'ill' | 'not-compiled' | ''} tone
   */
  say(text, tone) {
    this.status.textContent = text;
    this.status.dataset.tone = tone;
    this.#follow();
  }

  /** Takes back that the program does not compile: it is another by now. */
  settle() {
    if (this.status.dataset.tone === 'not-compiled') this.say('', '');
  }

  get isEmpty() {
    return this.#log.isEmpty;
  }

  /**
   * Points at lines that were printed, in place of others.
   * @param {PrintedLines | undefined} lines
   */
  point(lines) {
    this.#log.point(lines);
  }

  drawNow() {
    this.#log.drawNow();
  }

  /** @param {RunEvent} event */
  hear(event) {
    switch (event.event) {
      case 'out':
        this.#log.add(event.stream, event.ms, event.text);
        break;
      case 'withheld':
        this.#log.note(Output.#withheld(event.bytes));
        break;
      case 'diagnostic':
        this.#problems.add(event, event.level === 'error');
        break;
      case 'ended':
        this.say(this.#end(event), Output.#tone(event));
        break;
      default:
        this.say(Output.#progress(event), 'busy');
    }
    this.#follow();
  }

  /** An empty log would be a box of nothing. */
  #follow() {
    this.#log.box.hidden = this.#log.isEmpty;
  }

  /** @param {RunEvent} event */
  static #progress(event) {
    switch (event.event) {
      case 'queued':
        return `Other programs run: number ${event.place} in the queue`;
      case 'preparing':
        return (
          'The crates of this chapter are being compiled: ' +
          `${event.done} of ${event.of}, now ${event.now}. Then it starts.`
        );
      case 'compiling':
        return 'Compiling';
      case 'started':
        return event.says ?? 'Running';
      default:
        return '';
    }
  }

  /** @param {RunEvent & { event: 'ended' }} event */
  #end({ how, code, ms, says }) {
    const time = ms === null ? '' : Log.seconds(ms);
    if (how !== 'exit') return says;
    const words = ['ended', `exit ${code}`, time].filter(Boolean).join(', ');
    return this.#log.isEmpty ? `${words}, and printed nothing` : words;
  }

  /** @param {RunEvent & { event: 'ended' }} event */
  static #tone({ how, code }) {
    if (how === 'not-compiled') return how;
    return code === 0 || how === 'stopped' ? 'well' : 'ill';
  }

  /** @param {number} bytes */
  static #withheld(bytes) {
    const kb = Math.ceil(bytes / Output.#KB).toLocaleString('en');
    return `${kb} KB are left out here`;
  }
}
