// The difference between two texts, line by line.

/** @typedef {{ sign: ' ' | '-' | '+', text: string }} DiffLine */

/**
 * Returns the fewest lines that are removed and added, by a longest common
 * subsequence.
 * @param {string} before
 * @param {string} after
 * @returns {DiffLine[]}
 */
export function diffLines(before, after) {
  const [a, b] = [before.split('\n'), after.split('\n')];
  const common = commonSubsequenceLengths(a, b);
  /** @type {DiffLine[]} */
  const lines = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      lines.push({ sign: ' ', text: a[i] });
      i += 1;
      j += 1;
    } else if (i < a.length && common[i + 1][j] >= common[i][j + 1]) {
      lines.push({ sign: '-', text: a[i] });
      i += 1;
    } else {
      lines.push({ sign: '+', text: b[j] });
      j += 1;
    }
  }
  return lines;
}

/**
 * Returns a table: how many lines the texts from `i` and `j` on have in common.
 * @param {string[]} a
 * @param {string[]} b
 */
function commonSubsequenceLengths(a, b) {
  const table = Array.from(
    { length: a.length + 1 },
    () => /** @type {number[]} */ (new Array(b.length + 2).fill(0)),
  );
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      table[i][j] =
        a[i] === b[j]
          ? table[i + 1][j + 1] + 1
          : Math.max(table[i + 1][j], table[i][j + 1]);
    }
  }
  return table;
}
