// Replaces parts of a text, as the compiler suggests.

/** @typedef {import('../runner/events.js').Replacement} Replacement */

/**
 * A part of a text in UTF-16 units, and what takes its place.
 * @typedef {{ from: number, to: number, insert: string }} Change
 */

/**
 * Converts replacements, whose places are those of rustc, to changes.
 * @param {string} text
 * @param {Replacement[]} replacements
 * @returns {Change[]} in the order of the text
 */
export function toChanges(text, replacements) {
  const lines = text.split('\n');
  return replacements
    .map((part) => ({
      from: toOffset(lines, part.line_start, part.column_start),
      to: toOffset(lines, part.line_end, part.column_end),
      insert: part.text,
    }))
    .sort((first, second) => first.from - second.from);
}

/**
 * Finds the part in which two texts differ, so that what is outside of it, such
 * as the cursor, keeps its place.
 * @param {string} before
 * @param {string} after
 * @returns {Change}
 */
export function findChangedPart(before, after) {
  const shorter = Math.min(before.length, after.length);
  let commonStart = 0;
  while (commonStart < shorter && before[commonStart] === after[commonStart])
    commonStart += 1;
  let end = 0;
  while (
    end < shorter - commonStart &&
    before[before.length - 1 - end] === after[after.length - 1 - end]
  ) {
    end += 1;
  }
  return {
    from: commonStart,
    to: before.length - end,
    insert: after.slice(commonStart, after.length - end),
  };
}

/**
 * @param {string} text
 * @param {Replacement[]} replacements
 */
export function applyReplacements(text, replacements) {
  // From the end, so that the places before stay right.
  const changes = toChanges(text, replacements).reverse();
  return changes.reduce(
    (changed, { from, to, insert }) =>
      changed.slice(0, from) + insert + changed.slice(to),
    text,
  );
}

/**
 * Converts a place of rustc, which counts characters. A line beyond the end is
 * the end of the text.
 * @param {string[]} lines
 * @param {number} lineNumber
 * @param {number} column
 */
function toOffset(lines, lineNumber, column) {
  const before = lines.slice(0, lineNumber - 1);
  const lineStart = before.reduce((sum, line) => sum + line.length + 1, 0);
  const line = lines[lineNumber - 1];
  if (line === undefined) return lines.join('\n').length;
  return lineStart + [...line].slice(0, column - 1).join('').length;
}
