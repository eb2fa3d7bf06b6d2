// What a picture calls the tasks: by what the program spawned, or by number.

/** @typedef {import('./document.js').Task} Task */
/** @typedef {import('./document.js').AggregatedTasks} AggregatedTasks */

/** The column of names has no room for more characters. */
const MAX_CALL_CHARS = 22;

/**
 * Labels each task, `work(2)` or `task 2`. Tasks that would have the same label
 * are counted: `work(id) #2`.
 * @param {Task[]} tasks
 * @param {AggregatedTasks[]} aggregates whose tasks are not among them
 */
export function labelTasks(tasks, aggregates) {
  /** @type {Map<string, Task[]>} */
  const calls = new Map();
  for (const task of [...tasks].sort((a, b) => a.id - b.id)) {
    task.label = task.name ? shortenCall(task.name) : createNumberLabel(task);
    if (!task.name) continue;
    const equal = calls.get(task.label);
    if (equal) equal.push(task);
    else calls.set(task.label, [task]);
  }
  for (const [label, equal] of calls) {
    const last = equal.length - 1;
    const hiddenCount = countAggregated(equal[last], aggregates);
    if (last + hiddenCount === 0) continue;
    equal.forEach((task, index) => {
      // Aggregated tasks come before the last task.
      const hiddenBefore = index === last ? hiddenCount : 0;
      task.label = `${label} #${index + 1 + hiddenBefore}`;
    });
  }
}

/** @param {Task} task */
function createNumberLabel({ kind, number }) {
  return kind === 'blocking' ? `blocking ${number}` : `task ${number}`;
}

/**
 * @param {Task} task
 * @param {AggregatedTasks[]} aggregates
 */
function countAggregated({ kind, line }, aggregates) {
  return aggregates
    .filter((aggregate) => aggregate.kind === kind && aggregate.line === line)
    .reduce((sum, { count }) => sum + count, 0);
}

/**
 * Leaves out the last arguments of a call that is too long, and what follows
 * them: `read("reader A", …)`.
 * @param {string} call
 */
export function shortenCall(call) {
  if (call.length <= MAX_CALL_CHARS) return call;
  const { callee, args: allArgs, rest } = splitCall(call);
  const args = allArgs.map(lastNameOfPath);
  if (args.length === 0) return `${call.slice(0, MAX_CALL_CHARS - 1)}…`;
  const end = rest ? '…)…' : '…)';
  let short = `${callee}(`;
  for (const [index, argument] of args.entries()) {
    const isLast = index === args.length - 1;
    const longer = `${short}${argument}${isLast ? `)${rest && '…'}` : `, ${end}`}`;
    if (longer.length > MAX_CALL_CHARS) break;
    if (isLast) return longer;
    short += `${argument}, `;
  }
  return short + end;
}

/**
 * `Burst` of `MissedTickBehavior::Burst`; anything else stays as it is.
 * @param {string} argument
 */
function lastNameOfPath(argument) {
  return argument.replace(/^(?:\w+::)+(\w+)$/, '$1');
}

/**
 * Splits at the brackets of the first call, and at its commas.
 * @param {string} call
 */
function splitCall(call) {
  /** @type {string[]} */
  const args = [];
  let [depth, start, isQuoted] = [0, 0, false];
  for (let at = 0; at < call.length; at += 1) {
    const character = call[at];
    if (isQuoted && character === '\\') {
      at += 1;
    } else if (character === '"') {
      isQuoted = !isQuoted;
    } else if (isQuoted) {
      // A bracket in a string is text.
    } else if ('([{'.includes(character)) {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (
      ')]}'.includes(character) ||
      (character === ',' && depth === 1)
    ) {
      const isEnd = character !== ',' && depth === 1;
      if (isEnd || character === ',') args.push(call.slice(start, at).trim());
      if (isEnd) {
        const callee = call.slice(0, call.indexOf('('));
        return { callee, args, rest: call.slice(at + 1) };
      }
      if (character === ',') start = at + 1;
      else depth -= 1;
    }
  }
  return { callee: call, args: [], rest: '' };
}
