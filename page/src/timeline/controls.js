// The buttons with which a reader steps through a run.
import { createButton, createElement } from '../dom/elements.js';
import { createIcon } from '../dom/icons.js';

/** @typedef {import('../dom/icons.js').IconName} IconName */

/** The number of positions of the scrubber. */
const SCRUBBER_POSITIONS = 1000;

/**
 * @typedef {object} ControlActions
 * @property {(by: 1 | -1) => void} step
 * @property {() => void} play plays or pauses
 * @property {() => void} speed
 * @property {(ms: number) => void} seek
 * @property {(factor: number) => void} zoom
 * @property {() => void} compare
 */

/**
 * @typedef {object} ControlState
 * @property {boolean} isLive
 * @property {boolean} isPlaying
 * @property {number} slowness
 * @property {boolean} canCompare
 * @property {boolean} isComparing
 * @property {boolean} canZoomOut
 * @property {boolean} canZoomIn
 */

export class Controls {
  box = createElement('div', { class: 'timeline-bar' });
  #caption = createElement('span', { class: 'timeline-caption' });
  #backButton;
  #playButton;
  #nextButton;
  #speedButton;
  #zoomOutButton;
  #zoomInButton;
  #compareButton;
  #scrubber = createElement('input', {
    type: 'range',
    class: 'timeline-scrubber',
    min: 0,
    max: SCRUBBER_POSITIONS,
    value: 0,
    'aria-label': 'Time in the run',
  });
  #endMs = 1;

  /** @param {ControlActions} actions */
  constructor(actions) {
    this.#backButton = createIconButton('Previous event', 'back', () =>
      actions.step(-1),
    );
    this.#playButton = createIconButton('Play', 'play', actions.play);
    this.#nextButton = createIconButton('Next event', 'next', () =>
      actions.step(1),
    );
    this.#speedButton = createTextButton('1x', actions.speed);
    this.#zoomOutButton = createIconButton('Zoom out', 'minus', () =>
      actions.zoom(0.5),
    );
    this.#zoomInButton = createIconButton('Zoom in', 'plus', () =>
      actions.zoom(2),
    );
    this.#compareButton = createTextButton('Compare', actions.compare);
    this.#scrubber.addEventListener('input', () =>
      actions.seek(
        (Number(this.#scrubber.value) / SCRUBBER_POSITIONS) * this.#endMs,
      ),
    );
    this.box.append(
      createElement('span', { class: 'timeline-title' }, 'Timeline'),
      this.#caption,
      createGroup(
        'Steps',
        this.#backButton,
        this.#playButton,
        this.#nextButton,
        this.#speedButton,
      ),
      this.#scrubber,
      createGroup(
        'Picture',
        this.#zoomOutButton,
        this.#zoomInButton,
        this.#compareButton,
      ),
    );
  }

  /** @param {string} text about the picture */
  setCaption(text) {
    this.#caption.textContent = text;
  }

  /** @param {ControlState} state */
  update(state) {
    const { isLive, isPlaying, slowness, canCompare, isComparing } = state;
    for (const button of [
      this.#backButton,
      this.#playButton,
      this.#nextButton,
      this.#speedButton,
    ]) {
      button.toggleAttribute('disabled', isLive);
    }
    this.#scrubber.disabled = isLive;
    this.#playButton.replaceChildren(
      createButtonIcon(isPlaying ? 'pause' : 'play'),
    );
    const label = isPlaying ? 'Pause' : 'Play';
    this.#playButton.setAttribute('aria-label', label);
    this.#playButton.title = label;
    const speed = slowness === 1 ? '1x' : `1/${slowness.toLocaleString('en')}x`;
    this.#speedButton.textContent = speed;
    this.#speedButton.title = 'Speed: the run’s own, or slow';
    this.#speedButton.setAttribute('aria-label', `Speed ${speed}`);
    this.#compareButton.hidden = !canCompare;
    this.#compareButton.setAttribute('aria-pressed', String(isComparing));
    this.#zoomOutButton.toggleAttribute('disabled', !state.canZoomOut);
    this.#zoomInButton.toggleAttribute('disabled', !state.canZoomIn);
  }

  /**
   * @param {number} ms
   * @param {number} end
   * @param {string} sentence what happens at that time
   */
  showPosition(ms, end, sentence) {
    this.#endMs = end;
    this.#scrubber.value = String(Math.round((ms / end) * SCRUBBER_POSITIONS));
    this.#scrubber.style.setProperty('--done', `${(ms / end) * 100}%`);
    this.#scrubber.setAttribute('aria-valuetext', sentence);
  }
}

/**
 * @param {string} label
 * @param {...Node} buttons
 */
function createGroup(label, ...buttons) {
  const attributes = { class: 'timeline-buttons', role: 'group' };
  return createElement(
    'div',
    { ...attributes, 'aria-label': label },
    ...buttons,
  );
}

/**
 * @param {string} label
 * @param {() => void} onClick
 */
function createTextButton(label, onClick) {
  return createButton({ label, onClick }, 'timeline-button timeline-word');
}

/**
 * Creates a button that shows an icon; its label is a tooltip.
 * @param {string} label
 * @param {IconName} icon
 * @param {() => void} onClick
 */
function createIconButton(label, icon, onClick) {
  const button = createButton(
    { label: '', title: label, onClick },
    'timeline-button',
  );
  button.setAttribute('aria-label', label);
  button.replaceChildren(createButtonIcon(icon));
  return button;
}

/** @param {IconName} name */
function createButtonIcon(name) {
  return createIcon(name, { width: 16, height: 16 });
}
