// @ts-check
// The lanes of a picture: one for each task, below the task that spawned it.
// Where there are too many, equal ones share a lane.

/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./document.js').Task} Task */
/** @typedef {import('./document.js').Wait} Wait */
/** @typedef {import('./document.js').Group} Group */

/**
 * What has a lane: a task, or a group of equal ones.
 * @typedef {object} Lane
 * @property {string} name
 * @property {number} depth of the tree of parents
 * @property {number | undefined} line where it was spawned
 * @property {number} start
 * @property {number} end
 * @property {Task | undefined} task
 * @property {Group | undefined} group
 * @property {import('./document.js').Poll[]} polls
 * @property {Wait[][]} rows waits that overlap lie in different ones
 * @property {import('./document.js').Block[]} blocks
 * @property {import('./document.js').Print[]} prints
 * @property {import('./document.js').Panic[]} panics
 */

/** More than these are hard to read, and slow to draw. */
export const MOST_LANES = 40;
/** Of equal tasks, so many of the first keep their lane, and the last one. */
const FIRST = 3;
/** A task that waits for more at once has several waits in its last row. */
const MOST_ROWS = 12;

/**
 * @param {Document} doc
 * @returns {{ lanes: Lane[], laneOf: Map<number, Lane> }} in their order, and
 *   the lane of each task
 */
export function lanesOf(doc) {
  const { kept, groups, home } = shared(doc);
  const names = namesOf(doc);
  const laneOf = new Map(
    kept.map((task) => [task.id, taskLane(task, names, doc.end)]),
  );
  const groupLanes = groups.map((group) => groupLane(group));
  for (const [id, index] of home) laneOf.set(id, groupLanes[index]);
  fill(doc, laneOf);
  const all = [...new Set([...laneOf.values(), ...groupLanes])];
  return { lanes: asTree(all, laneOf), laneOf };
}

/**
 * Which tasks keep a lane of their own, and what the others share.
 * @param {Document} doc
 */
function shared(doc) {
  const { tasks } = doc;
  /** @type {Map<number, number>} from a task to its group */
  const home = new Map();
  const groups = [...doc.groups];
  if (tasks.length + groups.length <= MOST_LANES) {
    return { kept: tasks, groups, home };
  }
  for (const equal of families(tasks)) {
    if (equal.length <= FIRST + 2) continue;
    share(equal.slice(FIRST, -1), equal[0].line);
  }
  const own = tasks.filter(({ id }) => !home.has(id));
  const room = MOST_LANES - groups.length - 1;
  if (own.length > MOST_LANES) share(own.slice(Math.max(room, 1)), undefined);
  const kept = tasks.filter(({ id }) => !home.has(id));
  return { kept, groups, home };

  /** @type {(members: Task[], line: number | undefined) => void} */
  function share(members, line) {
    for (const { id } of members) home.set(id, groups.length);
    groups.push(groupOf(members, line, doc.end));
  }
}

/**
 * Tasks of the same line, kind and line of parents.
 * @param {Task[]} tasks
 */
function families(tasks) {
  /** @type {Map<number, string>} */
  const paths = new Map();
  /** @type {Map<string, Task[]>} */
  const found = new Map();
  for (const task of byStart(tasks)) {
    const parent = task.by === undefined ? '' : paths.get(task.by) ?? '';
    const path = `${parent}/${task.kind}:${task.line}:${task.name ?? ''}`;
    paths.set(task.id, path);
    const family = found.get(path);
    if (family) family.push(task);
    else found.set(path, [task]);
  }
  return found.values();
}

/**
 * @param {Task[]} tasks
 * @param {number | undefined} line
 * @param {number} end the run's
 * @returns {Group}
 */
function groupOf(tasks, line, end) {
  const starts = tasks.map((task) => task.start).sort((a, b) => a - b);
  const ends = tasks.map((task) => task.end ?? end).sort((a, b) => a - b);
  const how = (/** @type {string} */ way) =>
    tasks.filter((task) => task.how === way).length;
  return {
    line,
    by: tasks[0].by,
    kind: tasks[0].kind,
    count: tasks.length,
    start: [starts[0], starts[starts.length - 1]],
    end: [ends[0], ends[ends.length - 1]],
    done: how('done'),
    cancelled: how('cancelled'),
    panicked: how('panicked'),
    alive: alive(starts, tasks.flatMap((task) => task.end ?? [])),
  };
}

/**
 * How many are alive at which time.
 * @param {number[]} starts
 * @param {number[]} ends
 * @returns {[number, number][]}
 */
function alive(starts, ends) {
  const steps = [
    ...starts.map((ms) => [ms, 1]),
    ...ends.map((ms) => [ms, -1]),
  ].sort((a, b) => a[0] - b[0]);
  let count = 0;
  return steps.map(([ms, step]) => [ms, (count += step)]);
}

/**
 * @param {Task} task
 * @param {Map<Task, string>} names
 * @param {number} runEnds
 * @returns {Lane}
 */
function taskLane(task, names, runEnds) {
  const { line, start, end = runEnds } = task;
  const empty = { polls: [], rows: [], blocks: [], prints: [], panics: [] };
  const name = names.get(task) ?? '';
  return { name, depth: 0, line, start, end, task, group: undefined, ...empty };
}

/**
 * @param {Group} group
 * @returns {Lane}
 */
function groupLane(group) {
  const empty = { polls: [], rows: [], blocks: [], prints: [], panics: [] };
  return {
    name: `${group.count.toLocaleString('en')} more`,
    depth: 0,
    line: group.line,
    start: group.start[0],
    end: group.end[1],
    task: undefined,
    group,
    ...empty,
  };
}

/**
 * Each call of `block_on` is a task of its own. Only the one that the main
 * function makes is called after it; several are counted.
 * @param {Document} doc
 * @returns {Map<Task, string>}
 */
function namesOf(doc) {
  const calls = doc.tasks.filter(({ kind }) => kind === 'main');
  const outer = calls.filter(({ by }) => by === undefined);
  const isMain = (/** @type {Task} */ task) =>
    outer.length === 1 &&
    task === outer[0] &&
    doc.polls.every((poll) => poll.task !== task.id || poll.thread === 0);
  const counted = calls.filter((task) => !isMain(task));
  const name = (/** @type {Task} */ task) => {
    const { kind, id } = task;
    if (task.name) return task.name;
    if (kind === 'blocking') return `blocking ${id}`;
    if (kind !== 'main') return `task ${id}`;
    return isMain(task) ? 'main' : `block_on ${counted.indexOf(task) + 1}`;
  };
  return new Map(doc.tasks.map((task) => [task, name(task)]));
}

/**
 * @param {Document} doc
 * @param {Map<number, Lane>} laneOf
 */
function fill(doc, laneOf) {
  const lane = (/** @type {number | undefined} */ id) =>
    id === undefined ? undefined : laneOf.get(id);
  for (const poll of byStart(doc.polls)) lane(poll.task)?.polls.push(poll);
  for (const block of byStart(doc.blocks)) lane(block.task)?.blocks.push(block);
  for (const print of doc.prints) lane(print.task)?.prints.push(print);
  for (const panic of doc.panics) lane(panic.task)?.panics.push(panic);
  for (const wait of byStart(doc.waits)) {
    const its = lane(wait.task);
    if (its && !its.group) addToRows(its.rows, wait);
  }
}

/**
 * @param {Wait[][]} rows
 * @param {Wait} wait
 */
function addToRows(rows, wait) {
  const isFree = (/** @type {Wait[]} */ row) =>
    row[row.length - 1].end <= wait.start;
  const row = rows.find(isFree);
  if (row) row.push(wait);
  else if (rows.length < MOST_ROWS) rows.push([wait]);
  else rows[MOST_ROWS - 1].push(wait);
}

/**
 * Waits of a row that lie on each other, of which only the first has words.
 * @param {Wait[]} row
 * @returns {Map<Wait, number>} how many lie on it, for each that has words
 */
export function heaps(row) {
  /** @type {Map<Wait, number>} */
  const more = new Map();
  let [first, end] = [row[0], -1];
  for (const wait of row) {
    if (wait.start >= end) first = wait;
    more.set(first, wait === first ? 0 : (more.get(first) ?? 0) + 1);
    end = Math.max(end, wait.end);
  }
  return more;
}

/**
 * Each lane is followed by those that it has spawned.
 * @param {Lane[]} lanes
 * @param {Map<number, Lane>} laneOf
 */
function asTree(lanes, laneOf) {
  /** @type {Map<Lane | undefined, Lane[]>} */
  const children = new Map();
  for (const lane of byStart(lanes)) {
    const by = (lane.task ?? lane.group)?.by;
    const found = by === undefined ? undefined : laneOf.get(by);
    const parent = found === lane ? undefined : found;
    const siblings = children.get(parent);
    if (siblings) siblings.push(lane);
    else children.set(parent, [lane]);
  }
  /** @type {Lane[]} */
  const tree = [];
  const add = (/** @type {Lane} */ lane, /** @type {number} */ depth) => {
    lane.depth = depth;
    tree.push(lane);
    for (const child of children.get(lane) ?? []) add(child, depth + 1);
  };
  for (const root of children.get(undefined) ?? []) add(root, 0);
  return tree;
}

/**
 * @template {{ start: number }} T
 * @param {T[]} spans
 */
function byStart(spans) {
  return [...spans].sort((a, b) => a.start - b.start);
}
