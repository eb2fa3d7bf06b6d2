// For tests: models of documents that are known to be readable.
import { createModel } from './model.js';

/** @typedef {import('./model.js').Model} Model */

/**
 * Reads a document, which must be readable.
 * @param {unknown} document
 * @param {import('./model.js').Printed} [printed]
 * @returns {Model}
 */
export function readModel(document, printed) {
  const model = createModel(document, printed);
  if (!model) throw new Error('the document is not readable');
  return model;
}

/**
 * Describes each step of a run in a sentence.
 * @param {Model} model
 */
export function describeSteps({ steps, describe }) {
  return steps.map(describe);
}

/**
 * Returns the element that fulfils the condition; there must be one.
 * @template T
 * @param {T[]} elements
 * @param {(element: T) => boolean} condition
 */
export function findElement(elements, condition) {
  const element = elements.find(condition);
  if (!element) throw new Error('no element fulfils the condition');
  return element;
}
