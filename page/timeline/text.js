// @ts-check
// A timeline as text: its events in their order, folded below the picture.
import { html } from './elements.js';
import { number } from './words.js';

/** More sentences than these nobody reads. */
const MOST = 400;

export function asText() {
  const summary = html('summary');
  const box = html('details', { class: 'timeline-text' }, summary);
  /** @type {import('./model.js').Model | undefined} */
  let model;
  let isFresh = false;

  box.addEventListener('toggle', fill);
  return { box, show };

  /** @param {import('./model.js').Model} next */
  function show(next) {
    model = next;
    isFresh = true;
    summary.textContent = `As text: ${number(next.steps.length)} events`;
    fill();
  }

  /** The sentences are made only when somebody looks. */
  function fill() {
    if (!model || !isFresh || !box.hasAttribute('open')) return;
    isFresh = false;
    const { steps, says, notes } = model;
    const left = steps.length - MOST;
    const first = steps.slice(0, MOST);
    const items = first.map((step) => html('li', {}, says(step)));
    const rest = left > 0 ? [`${number(left)} more events are left out`] : [];
    box.replaceChildren(
      summary,
      ...notes.map((note) => html('p', {}, note)),
      html('ol', { tabindex: 0, 'aria-label': 'Events' }, ...items),
      ...rest.map((words) => html('p', {}, words)),
    );
  }
}
