// @ts-check
// Reads a question's form: what it asks for, what is right, and what the
// reader has given.

import { Order } from './order.js';

/** @typedef {import('./judge.js').Facts} Facts */
/** @typedef {import('./judge.js').About} About */

/**
 * @typedef {object} Fields
 * @property {() => number[] | string} answer what is missing, if a text
 * @property {() => void} reset
 * @property {() => void} focus
 */

const NO_NUMBER = 'Give a number, such as 2.5.';
const NO_CHOICE = 'Choose an answer, or skip the question.';

/**
 * A question as the book has it.
 * @typedef {object} Asked
 * @property {HTMLFormElement} form
 * @property {Facts} facts
 * @property {(Element | null)[]} lines their texts
 */

/**
 * @param {HTMLFormElement} form in which no line has been moved
 * @returns {Asked}
 */
export function read(form) {
  const texts = lines(form).map((line) => line.querySelector('code'));
  return { form, facts: facts(form), lines: texts };
}

/**
 * @param {HTMLFormElement} form
 * @returns {Facts}
 */
function facts(form) {
  const gap = form.querySelector('input');
  return {
    kind: /** @type {Facts['kind']} */ (form.dataset.kind),
    places: lines(form).map((line) => Number(line.dataset.place)),
    rights: choices(form).map((choice) => 'right' in choice.dataset),
    right: Number(gap?.dataset.right),
    tolerance: Number(gap?.dataset.tolerance),
    whys: whys(form).map(({ dataset }) => about(dataset)),
  };
}

/** @param {HTMLFormElement} form */
function lines(form) {
  return all(form, '.predict-lines > li');
}

/** @param {HTMLFormElement} form */
export function whys(form) {
  return all(form, '.predict-whys > li');
}

/**
 * @param {HTMLFormElement} form
 * @returns {HTMLInputElement[]}
 */
export function choices(form) {
  return [...form.querySelectorAll('input')].filter((i) => i.name === 'choice');
}

/**
 * @param {HTMLFormElement} form
 * @param {(words: string) => void} say
 * @returns {Fields}
 */
export function fields(form, say) {
  const list = form.querySelector('.predict-lines');
  if (list instanceof HTMLElement) return new Order(list, say);
  const inputs = [...form.querySelectorAll('input')];
  const focus = () => (inputs.find((i) => i.checked) ?? inputs[0]).focus();
  const reset = () => form.reset();
  const isNumber = form.dataset.kind === 'number';
  const answer = isNumber ? () => guess(inputs[0]) : () => chosen(inputs);
  return { answer, reset, focus };
}

/** @param {HTMLInputElement} input */
function guess({ value }) {
  const text = value.trim().replace(',', '.');
  const number = Number(text);
  return text === '' || !Number.isFinite(number) ? NO_NUMBER : [number];
}

/** @param {HTMLInputElement[]} inputs */
function chosen(inputs) {
  const indices = inputs.flatMap((input, i) => (input.checked ? [i] : []));
  return indices.length === 0 ? NO_CHOICE : indices;
}

/**
 * @param {DOMStringMap} data
 * @returns {About}
 */
function about({ first, second, near, choice }) {
  if (choice !== undefined) return { choice: Number(choice) };
  if (near !== undefined) return { near: Number(near) };
  return { first: Number(first), second: Number(second) };
}

/**
 * @param {HTMLFormElement} form
 * @param {string} selector
 * @returns {HTMLElement[]}
 */
function all(form, selector) {
  return [...form.querySelectorAll(selector)].filter(
    (it) => it instanceof HTMLElement,
  );
}
