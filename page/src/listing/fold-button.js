// A button above a listing that unfolds the program around the part shown.
import { createElement } from '../dom/elements.js';
import { addGapButtons } from './gaps.js';

const SHOW_WHOLE_LABEL = 'Show the whole program';
const SHOW_PART_LABEL = 'Show only the new part';

export function addFoldButtons() {
  // mdBook's own button for this is an eye that only a mouse can find.
  const eyes = document.querySelectorAll('pre button[title*="hidden lines"]');
  for (const eye of eyes) {
    const pre = eye.closest('pre');
    const code = pre?.querySelector('code');
    if (!pre || !code) continue;
    eye.remove();
    if (!hasFoldedCode(code)) continue;
    const button = createFoldButton(code);
    pre.before(button);
    addGapButtons(code, button);
  }
}

/**
 * Returns whether more than the comment with the program's title is folded.
 * @param {Element} code
 */
function hasFoldedCode(code) {
  return [...code.querySelectorAll('.boring')]
    .map((line) => (line.textContent ?? '').trim())
    .some((line) => line !== '' && !line.startsWith('//'));
}

/** @param {Element} code */
function createFoldButton(code) {
  const label = createElement('span');
  const button = createElement('button', {
    type: 'button',
    class: 'whole-program',
  });
  const isFolded = () => code.classList.contains('hide-boring');
  const setFolded = (/** @type {boolean} */ folded) => {
    const icon = folded ? 'fa-eye' : 'fa-eye-slash';
    button.innerHTML = document.getElementById(icon)?.innerHTML ?? '';
    label.textContent = folded ? SHOW_WHOLE_LABEL : SHOW_PART_LABEL;
    button.append(label);
    button.setAttribute('aria-expanded', String(!folded));
    button.classList.remove('has-line');
    code.classList.toggle('hide-boring', folded);
  };
  button.addEventListener('click', () => setFolded(!isFolded()));
  // `LineMarks` sends this event if a timeline highlights a folded line.
  button.addEventListener('line-folded', (event) => {
    if (!isFolded() || !(event instanceof CustomEvent)) return;
    /** @type {number | null} */
    const line = event.detail;
    label.textContent =
      line === null ? SHOW_WHOLE_LABEL : foldedLineLabel(line);
    button.classList.toggle('has-line', line !== null);
  });
  setFolded(true);
  return button;
}

/** @param {number} line */
function foldedLineLabel(line) {
  return `Line ${line} is folded: show the whole program`;
}
