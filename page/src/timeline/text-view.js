// A timeline as text: its events in their order, folded below the picture.
import { createElement } from '../dom/elements.js';
import { describeLevels, describeMessages } from './flows.js';
import { formatCount } from './words.js';

/** No reader reads more sentences than this. */
const MAX_SENTENCES = 400;

export function createTextView() {
  const summary = createElement('summary');
  const box = createElement('details', { class: 'timeline-text' }, summary);
  /** @type {import('./model.js').Model | undefined} */
  let model;
  let isFresh = false;

  box.addEventListener('toggle', drawSentences);
  return { box, show };

  /** @param {import('./model.js').Model} next */
  function show(next) {
    model = next;
    isFresh = true;
    summary.textContent = `As text: ${formatCount(next.steps.length, 'event')}`;
    drawSentences();
  }

  /** The sentences are made only when somebody looks. */
  function drawSentences() {
    if (!model || !isFresh || !box.hasAttribute('open')) return;
    isFresh = false;
    const { steps, describe, notes } = model;
    const omitted = steps.length - MAX_SENTENCES;
    const first = steps.slice(0, MAX_SENTENCES);
    const items = first.map((step) => createElement('li', {}, describe(step)));
    const rest =
      omitted > 0 ? [`${formatCount(omitted, 'more event')} left out`] : [];
    box.replaceChildren(
      summary,
      ...notes.map((note) => createElement('p', {}, note)),
      createElement('ol', { tabindex: 0, 'aria-label': 'Events' }, ...items),
      ...rest.map((words) => createElement('p', {}, words)),
      ...createFlowList(model),
    );
  }
}

/**
 * Messages and levels aren't events, so the list has no sentences for them.
 * @param {import('./model.js').Model} model
 */
function createFlowList(model) {
  const sentences = [...describeMessages(model), ...describeLevels(model)];
  if (sentences.length === 0) return [];
  const items = sentences.map((words) => createElement('li', {}, words));
  const label = 'Messages and queues';
  return [createElement('ul', { 'aria-label': label }, ...items)];
}
