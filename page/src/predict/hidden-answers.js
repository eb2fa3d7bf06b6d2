// While a question is open, what follows it up to the next heading is hidden
// from the eye, the keyboard and screen readers, because it gives the answer
// away. A later card with a question of its own stays usable, because it
// hides its own run. Print and pages without scripts show everything.

const HIDDEN_ANSWER_NOTE =
  'The text from here to the next heading gives the answer away. ' +
  'Answer the question above, or skip it, to read on.';
const HEADING_SELECTOR = 'h1, h2, h3, h4, h5, h6';
const OPEN_QUESTION_SELECTOR = '.listing[data-asks]';
const QUESTION_SELECTOR = 'form.predict';
/** What our scripts add below the text. */
const PAGE_END_SELECTOR = '.page-end, .reset-all';

export function hideAnswers() {
  const main = document.querySelector('main');
  if (!main?.querySelector('.listing form.predict')) return;
  // A reader who searched for a word wants to see where it is.
  if (new URLSearchParams(location.search).has('highlight')) return;
  const update = () => updateHiddenAnswers(main);
  update();
  new MutationObserver(update).observe(main, {
    subtree: true,
    attributeFilter: ['data-asks'],
  });
  addEventListener('hashchange', update);
}

/**
 * Hides what follows an open question, and shows everything else.
 * @param {Element} main
 */
function updateHiddenAnswers(main) {
  for (const note of main.querySelectorAll(':scope > .hidden-answer-note'))
    note.remove();
  const target = findAddressedElement(main);
  for (const part of splitAtHeadings(main)) {
    const hasTarget = part.answers.some((element) => element.contains(target));
    for (const element of part.elements) {
      setHidden(element, !hasTarget && part.answers.includes(element));
    }
    if (!hasTarget) part.answers[0]?.before(createNote());
  }
}

/**
 * Splits a page at its headings, and finds the answers in each part.
 * @param {Element} main
 */
function splitAtHeadings(main) {
  /** @type {{ elements: Element[], answers: Element[] }[]} */
  const parts = [{ elements: [], answers: [] }];
  let hasOpenQuestion = false;
  for (const element of main.children) {
    if (element.matches(PAGE_END_SELECTOR)) continue;
    if (element.matches(HEADING_SELECTOR)) {
      parts.push({ elements: [], answers: [] });
      hasOpenQuestion = false;
      continue;
    }
    const part = parts[parts.length - 1];
    part.elements.push(element);
    const hasQuestion = element.querySelector(QUESTION_SELECTOR) !== null;
    if (hasOpenQuestion && !hasQuestion) part.answers.push(element);
    hasOpenQuestion ||= matchesWithin(element, OPEN_QUESTION_SELECTOR);
  }
  return parts;
}

/**
 * Returns whether the element or anything in it matches the selector.
 * @param {Element} element
 * @param {string} selector
 */
function matchesWithin(element, selector) {
  return element.matches(selector) || element.querySelector(selector) !== null;
}

/**
 * Finds the element that the address names, if it is on the page.
 * @param {Element} main
 */
function findAddressedElement(main) {
  const id = decodeURIComponent(location.hash.slice(1));
  const target = id ? document.getElementById(id) : null;
  return main.contains(target) ? target : null;
}

/**
 * @param {Element} element
 * @param {boolean} isHidden
 */
function setHidden(element, isHidden) {
  element.classList.toggle('hidden-answer', isHidden);
  element.toggleAttribute('inert', isHidden);
}

function createNote() {
  const note = document.createElement('p');
  note.className = 'hidden-answer-note';
  note.textContent = HIDDEN_ANSWER_NOTE;
  return note;
}
