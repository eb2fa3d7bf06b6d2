// A picture of a run on the page: names at the left, the time above, and the
// place that a reader looks at. It scrolls where it is wider than the page.

import { createElement, createSvgElement } from '../dom/elements.js';
import { drawPicture } from './draw.js';
import { trackOverflowEdges } from './edges.js';
import { createLayout } from './layout.js';
import { Scale } from './scale.js';
import { findShapeAt } from './shape-at.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./steps.js').Step} Step */

/**
 * @typedef {object} PictureHost
 * @property {(description: string | undefined) => void} onHover
 * @property {(ms: number, step: Step | undefined) => void} onPick
 * @property {(factor: number) => void} onZoom
 */

const AXIS_HEIGHT_PX = 24;
/** On a phone it scrolls rather than gets too small to read … */
const MIN_PICTURE_WIDTH_PX = 460;
/** … but what happens in so few steps has room there. */
const FEW_STEPS = 40;
/** A picture wider than this would be slow to draw. */
const MAX_PICTURE_WIDTH_PX = 24_000;
const PLAYHEAD_MARGIN_PX = 60;
/** The column of names: its text, what surrounds that, and its bounds. */
const NAME_CHARACTER_WIDTH_PX = 6.6;
const DETAIL_CHARACTER_WIDTH_PX = 5.6;
const INDENT_PX = 13;
const NAME_PADDING_PX = 34;
const MIN_NAMES_WIDTH_PX = 146;
const MAX_NAMES_WIDTH_PX = 250;
const MAX_NAMES_FRACTION = 0.35;
/** A label of the axis has no room on both sides before this. */
const FIRST_TICK_PX = 24;

export class Picture {
  box = createElement('div', { class: 'timeline-scroll', tabindex: 0 });
  #corner = createElement('div', { class: 'timeline-corner' });
  #axis = createElement('div', { class: 'timeline-axis' });
  #names = createElement('div', { class: 'timeline-names' });
  #body = createElement('div', { class: 'timeline-body' });
  #unplayedPart = createElement('div', {
    class: 'timeline-unplayed',
    hidden: '',
  });
  #now = createElement('div', { class: 'timeline-playhead', hidden: '' });
  #dot = createElement('div', { class: 'timeline-dot', hidden: '' });
  /** @type {Model | undefined} */
  #model;
  /** @type {import('./layout.js').RowLayout[]} */
  #rows = [];
  #scale = new Scale({ from: 0, to: 1 }, MIN_PICTURE_WIDTH_PX);
  #span = { from: 0, to: 1 };
  #updateEdges = trackOverflowEdges(this.box);
  #charactersAfterEnd = 0;
  #zoom = 1;
  #host;

  /**
   * @param {string} label
   * @param {PictureHost} host
   */
  constructor(label, host) {
    this.#host = host;
    this.box.setAttribute('role', 'group');
    this.box.setAttribute('aria-roledescription', 'timeline');
    this.box.setAttribute('aria-label', label);
    const { box } = this;
    box.append(this.#corner, this.#axis, this.#names, this.#body);
    this.#addListeners();
  }

  /**
   * @param {Model} model
   * @param {import('./scale.js').Span} span of its axis
   * @param {number} charactersAfterEnd so many characters may stand behind its end
   */
  show(model, span, charactersAfterEnd) {
    this.#model = model;
    this.#span = span;
    this.#charactersAfterEnd = charactersAfterEnd;
    this.draw();
  }

  /** Draws anew: its width may have changed. */
  draw() {
    const model = this.#model;
    if (!model) return;
    const layout = createLayout(model);
    this.#rows = layout.rowLayouts;
    this.#corner.textContent = model.isVirtual ? 'virtual time' : '';
    this.#names.replaceChildren(...layout.rowLayouts.map(createNameElement));
    this.#names.style.height = `${layout.height}px`;
    this.#names.style.width = `${this.#namesWidth()}px`;
    const room = this.box.clientWidth - this.#names.offsetWidth;
    const least = model.steps.length <= FEW_STEPS ? 0 : MIN_PICTURE_WIDTH_PX;
    const width = Math.max(room, least, 1) * this.#zoom;
    const visibleWidth = Math.min(width, MAX_PICTURE_WIDTH_PX);
    this.#scale = new Scale(this.#span, visibleWidth, this.#charactersAfterEnd);
    this.#axis.replaceChildren(this.#drawAxis());
    const picture = drawPicture(model, layout, this.#scale);
    this.#body.style.width = `${this.#scale.width}px`;
    this.#body.replaceChildren(
      picture,
      this.#unplayedPart,
      this.#now,
      this.#dot,
    );
    this.#updateEdges();
  }

  /**
   * @param {number} zoom 1 shows all of it
   * @param {number} ms stays where it is
   */
  zoom(zoom, ms) {
    const before = this.#scale.x(ms) - this.box.scrollLeft;
    this.#zoom = zoom;
    this.draw();
    this.box.scrollLeft = this.#scale.x(ms) - before;
  }

  /** Whether it could be drawn larger. */
  get canZoomIn() {
    return this.#scale.width < MAX_PICTURE_WIDTH_PX;
  }

  /**
   * Shows a time, and what happens then; nothing for no time.
   * @param {number | undefined} ms
   * @param {Step} [step]
   */
  showTime(ms, step) {
    const isOff = ms === undefined;
    this.#unplayedPart.hidden = isOff;
    this.#now.hidden = isOff;
    const rowLayout = step && this.#findRow(step);
    this.#dot.hidden = isOff || !rowLayout;
    for (const [index, name] of [...this.#names.children].entries()) {
      name.classList.toggle('timeline-here', this.#rows[index] === rowLayout);
    }
    if (isOff) return;
    const x = this.#scale.x(ms);
    this.#now.style.translate = `${x}px 0`;
    this.#unplayedPart.style.left = `${x}px`;
    if (rowLayout && step) {
      const y = rowLayout.barTop + rowLayout.barHeight / 2;
      this.#dot.style.translate = `${this.#scale.x(step.ms)}px ${y}px`;
    }
    this.#bringIntoView(x, rowLayout);
  }

  /**
   * @param {number} x
   * @param {import('./layout.js').RowLayout} [rowLayout]
   */
  #bringIntoView(x, rowLayout) {
    const { box } = this;
    const room = box.clientWidth - this.#names.offsetWidth;
    if (
      x < box.scrollLeft + 4 ||
      x > box.scrollLeft + room - PLAYHEAD_MARGIN_PX
    ) {
      box.scrollLeft = x - Math.min(room / 4, room - PLAYHEAD_MARGIN_PX);
    }
    if (!rowLayout) return;
    const bottom = rowLayout.top + rowLayout.height + AXIS_HEIGHT_PX;
    if (rowLayout.top < box.scrollTop) box.scrollTop = rowLayout.top - 8;
    if (bottom > box.scrollTop + box.clientHeight) {
      box.scrollTop = bottom - box.clientHeight + 8;
    }
  }

  /** @param {Step} step */
  #findRow({ task, thread, about }) {
    const model = this.#model;
    const lane = task === undefined ? undefined : model?.laneOf.get(task);
    return this.#rows.find((rowLayout) => {
      if (rowLayout.lane)
        return rowLayout.lane === lane || rowLayout.lane.aggregate === about;
      if (lane || thread === undefined) return false;
      return (
        rowLayout.strip !== undefined &&
        rowLayout.strip === model?.stripOf(thread)
      );
    });
  }

  /** What the longest name needs, but on a phone not most of the picture. */
  #namesWidth() {
    const widths = this.#rows.map(
      ({ name, detail, depth }) =>
        name.length * NAME_CHARACTER_WIDTH_PX +
        detail.length * DETAIL_CHARACTER_WIDTH_PX +
        Math.min(depth, 5) * INDENT_PX +
        NAME_PADDING_PX,
    );
    const most = Math.min(
      MAX_NAMES_WIDTH_PX,
      this.box.clientWidth * MAX_NAMES_FRACTION,
    );
    const needed = Math.min(Math.max(...widths, 0), most);
    return Math.max(Math.round(needed), MIN_NAMES_WIDTH_PX);
  }

  #drawAxis() {
    const { width } = this.#scale;
    const ticks = this.#scale.ticks().map(({ ms, label }) => {
      const x = this.#scale.x(ms);
      const anchor = x < FIRST_TICK_PX ? 'timeline-tick-first' : '';
      return createSvgElement('text', { x, y: 16, class: anchor }, label);
    });
    const size = { width, height: AXIS_HEIGHT_PX, 'aria-hidden': 'true' };
    return createSvgElement('svg', size, ...ticks);
  }

  #addListeners() {
    const hitTest = (/** @type {MouseEvent} */ event) => {
      const { left, top } = this.#body.getBoundingClientRect();
      const [x, y] = [event.clientX - left, event.clientY - top];
      const model = /** @type {Model} */ (this.#model);
      const found = findShapeAt(model, this.#rows, this.#scale, x, y);
      return { ms: this.#scale.ms(x), ...found };
    };
    this.#body.addEventListener('pointermove', (event) => {
      if (event.pointerType === 'touch') return;
      this.#host.onHover(hitTest(event).description);
    });
    const leave = () => this.#host.onHover(undefined);
    this.#body.addEventListener('pointerleave', leave);
    this.#body.addEventListener('click', (event) => {
      const { ms, step } = hitTest(event);
      this.#host.onPick(ms, step);
    });
    this.box.addEventListener('wheel', (event) => {
      if (!event.ctrlKey) return;
      event.preventDefault();
      this.#host.onZoom(event.deltaY < 0 ? 2 : 0.5);
    });
  }
}

/**
 * Splits the name of one of several equal tasks, because its number must be
 * seen where the name has no room.
 * @param {string} name
 */
function splitTaskNumber(name) {
  const at = name.lastIndexOf(' #');
  return at < 0 ? [name, ''] : [name.slice(0, at), name.slice(at)];
}

/** @param {import('./layout.js').RowLayout} rowLayout */
function createNameElement(rowLayout) {
  const { name, fullName, detail, depth, top, barTop, height } = rowLayout;
  const title = [fullName ?? name, detail].filter(Boolean).join(', ');
  const [call, count] = splitTaskNumber(name);
  const element = createElement(
    'div',
    { class: 'timeline-name', title },
    createElement(
      'span',
      { class: 'timeline-who' },
      createElement('span', { class: 'timeline-call' }, call),
      count,
    ),
  );
  if (detail)
    element.append(createElement('span', { class: 'timeline-where' }, detail));
  element.style.top = `${barTop}px`;
  element.style.height = `${height - (barTop - top)}px`;
  element.style.setProperty('--depth', String(Math.min(depth, 5)));
  element.classList.toggle('timeline-child', depth > 0);
  element.classList.toggle('timeline-minor', rowLayout.isMinor);
  return element;
}
