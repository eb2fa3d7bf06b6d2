// @ts-check
// The buttons with which a reader goes through a run.
import { html, iconButton, showIcon } from './elements.js';

const ICONS = {
  back: 'M3 3h2v10H3zM13 3v10L6 8z',
  play: 'M4 2.5v11L13.5 8z',
  pause: 'M4 3h3v10H4zM9 3h3v10H9z',
  next: 'M3 3v10l7-5zM11 3h2v10h-2z',
  smaller: 'M3 7h10v2H3z',
  larger: 'M7 3h2v4h4v2H9v4H7V9H3V7h4z',
};

/** The scrubber has so many places. */
const PLACES = 1000;

/**
 * @typedef {object} Acts
 * @property {(by: 1 | -1) => void} step
 * @property {() => void} play plays or pauses
 * @property {() => void} speed
 * @property {(ms: number) => void} seek
 * @property {(factor: number) => void} zoom
 * @property {() => void} compare
 */

/**
 * @typedef {object} Standing
 * @property {boolean} isLive
 * @property {boolean} isPlaying
 * @property {number} slowness
 * @property {boolean} canCompare
 * @property {boolean} isComparing
 * @property {boolean} canShrink
 * @property {boolean} canGrow
 */

export class Controls {
  box = html('div', { class: 'timeline-bar' });
  #caption = html('span', { class: 'timeline-caption' });
  #back;
  #play;
  #next;
  #speed;
  #smaller;
  #larger;
  #compare;
  #scrubber = /** @type {HTMLInputElement} */ (
    html('input', {
      type: 'range',
      class: 'timeline-scrubber',
      min: 0,
      max: PLACES,
      value: 0,
      'aria-label': 'Time in the run',
    })
  );
  #end = 1;

  /** @param {Acts} acts */
  constructor(acts) {
    this.#back = iconButton('Previous event', ICONS.back, () => acts.step(-1));
    this.#play = iconButton('Play', ICONS.play, acts.play);
    this.#next = iconButton('Next event', ICONS.next, () => acts.step(1));
    this.#speed = wordButton('1x', acts.speed);
    this.#smaller = iconButton('Zoom out', ICONS.smaller, () => acts.zoom(0.5));
    this.#larger = iconButton('Zoom in', ICONS.larger, () => acts.zoom(2));
    this.#compare = wordButton('Compare', acts.compare);
    this.#scrubber.addEventListener('input', () =>
      acts.seek((Number(this.#scrubber.value) / PLACES) * this.#end),
    );
    this.box.append(
      html('span', { class: 'timeline-title' }, 'Timeline'),
      this.#caption,
      group('Steps', this.#back, this.#play, this.#next, this.#speed),
      this.#scrubber,
      group('Picture', this.#smaller, this.#larger, this.#compare),
    );
  }

  /** @param {string} words about the picture */
  caption(words) {
    this.#caption.textContent = words;
  }

  /** @param {Standing} standing */
  show(standing) {
    const { isLive, isPlaying, slowness, canCompare, isComparing } = standing;
    for (const button of [this.#back, this.#play, this.#next, this.#speed]) {
      button.toggleAttribute('disabled', isLive);
    }
    this.#scrubber.disabled = isLive;
    showIcon(this.#play, isPlaying ? ICONS.pause : ICONS.play);
    const label = isPlaying ? 'Pause' : 'Play';
    this.#play.setAttribute('aria-label', label);
    this.#play.title = label;
    const speed = slowness === 1 ? '1x' : `1/${slowness.toLocaleString('en')}x`;
    this.#speed.textContent = speed;
    this.#speed.title = 'Speed: the run’s own, or slow';
    this.#speed.setAttribute('aria-label', `Speed ${speed}`);
    this.#compare.hidden = !canCompare;
    this.#compare.setAttribute('aria-pressed', String(isComparing));
    this.#smaller.toggleAttribute('disabled', !standing.canShrink);
    this.#larger.toggleAttribute('disabled', !standing.canGrow);
  }

  /**
   * @param {number} ms
   * @param {number} end
   * @param {string} says
   */
  at(ms, end, says) {
    this.#end = end;
    this.#scrubber.value = String(Math.round((ms / end) * PLACES));
    this.#scrubber.style.setProperty('--done', `${(ms / end) * 100}%`);
    this.#scrubber.setAttribute('aria-valuetext', says);
  }
}

/**
 * @param {string} label
 * @param {...Node} buttons
 */
function group(label, ...buttons) {
  const attributes = { class: 'timeline-buttons', role: 'group' };
  return html('div', { ...attributes, 'aria-label': label }, ...buttons);
}

/**
 * @param {string} words
 * @param {() => void} act
 */
function wordButton(words, act) {
  const button = html(
    'button',
    { type: 'button', class: 'timeline-button timeline-word' },
    words,
  );
  button.addEventListener('click', act);
  return button;
}
