// The question about a listing that runs in a terminal only. An answer opens
// what the listing prints.
import { Question } from './question.js';

/**
 * Asks the question in the listing's card, if there is one.
 * @param {HTMLElement} section
 */
export function askTerminalQuestion(section) {
  const form = section.querySelector(':scope > form.predict');
  const output = section.querySelector(':scope > details.listing-output');
  if (!(form instanceof HTMLFormElement)) return;
  if (!(output instanceof HTMLDetailsElement)) return;
  const question = new Question(section, form, {
    isChanged: false,
    run: () => {
      output.open = true;
    },
    toolbar: { focus: () => output.querySelector('summary')?.focus() },
  });
  question.activate('show');
}
