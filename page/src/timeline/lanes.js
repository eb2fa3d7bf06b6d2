// The lanes of a picture: one for each task, below the task that spawned it.
// Where there are too many, equal ones share a lane.

/** @typedef {import('./document.js').Document} Document */
/** @typedef {import('./document.js').Task} Task */
/** @typedef {import('./document.js').Wait} Wait */
/** @typedef {import('./document.js').AggregatedTasks} AggregatedTasks */

/**
 * What has a lane: a task, or equal ones that share it.
 * @typedef {object} Lane
 * @property {string} name
 * @property {number} depth of the tree of parents
 * @property {number | undefined} line where it was spawned
 * @property {number} start
 * @property {number} end
 * @property {Task | undefined} task
 * @property {AggregatedTasks | undefined} aggregate
 * @property {import('./document.js').Poll[]} polls
 * @property {Wait[][]} rows waits that overlap are in different rows
 * @property {import('./document.js').Block[]} blocks
 * @property {import('./document.js').Pin[]} pins
 */

/** More than these are hard to read, and slow to draw. */
export const MAX_LANES = 40;
/** Of equal tasks, so many of the first keep their lane, and the last one. */
const KEPT_FIRST_TASKS = 3;
/** A task that waits for more at once has several waits in its last row. */
const MAX_WAIT_ROWS_PER_LANE = 12;

/**
 * @param {Document} doc
 * @returns {{ lanes: Lane[], laneOf: Map<number, Lane> }} in their order, and
 *   the lane of each task
 */
export function createLanes(doc) {
  const { kept, aggregates, home } = aggregateTasks(doc);
  const names = nameTasks(doc);
  const laneOf = new Map(
    kept.map((task) => [task.id, createTaskLane(task, names, doc.end)]),
  );
  const aggregateLanes = aggregates.map((aggregate) =>
    createAggregateLane(aggregate),
  );
  for (const [id, index] of home) laneOf.set(id, aggregateLanes[index]);
  fillLanes(doc, laneOf);
  const allLanes = [...new Set([...laneOf.values(), ...aggregateLanes])];
  return { lanes: sortAsTree(allLanes, laneOf), laneOf };
}

/**
 * Which tasks keep a lane of their own, and what the others share.
 * @param {Document} doc
 */
function aggregateTasks(doc) {
  const { tasks } = doc;
  /** @type {Map<number, number>} from a task to the index of its aggregate */
  const home = new Map();
  const aggregates = [...doc.aggregates];
  if (tasks.length + aggregates.length <= MAX_LANES) {
    return { kept: tasks, aggregates, home };
  }
  for (const equal of groupEqualTasks(tasks)) {
    if (equal.length <= KEPT_FIRST_TASKS + 2) continue;
    addAggregate(equal.slice(KEPT_FIRST_TASKS, -1), equal[0].line);
  }
  const ownTasks = tasks.filter(({ id }) => !home.has(id));
  const room = MAX_LANES - aggregates.length - 1;
  if (ownTasks.length > MAX_LANES)
    addAggregate(ownTasks.slice(Math.max(room, 1)), undefined);
  const kept = tasks.filter(({ id }) => !home.has(id));
  return { kept, aggregates, home };

  /** @type {(members: Task[], line: number | undefined) => void} */
  function addAggregate(members, line) {
    for (const { id } of members) home.set(id, aggregates.length);
    aggregates.push(createAggregate(members, line, doc.end));
  }
}

/**
 * Tasks of the same line, kind and line of parents.
 * @param {Task[]} tasks
 */
function groupEqualTasks(tasks) {
  /** @type {Map<number, string>} */
  const paths = new Map();
  /** @type {Map<string, Task[]>} */
  const found = new Map();
  for (const task of sortByStart(tasks)) {
    const { parent } = task;
    const parentPath = parent === undefined ? '' : (paths.get(parent) ?? '');
    const path = `${parentPath}/${task.kind}:${task.line}:${task.name ?? ''}`;
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
 * @returns {AggregatedTasks}
 */
function createAggregate(tasks, line, end) {
  const starts = tasks.map((task) => task.start).sort((a, b) => a - b);
  const endTimes = tasks.map((task) => task.end ?? end).sort((a, b) => a - b);
  const countEndings = (/** @type {string} */ way) =>
    tasks.filter((task) => task.how === way).length;
  return {
    line,
    parent: tasks[0].parent,
    kind: tasks[0].kind,
    count: tasks.length,
    start: [starts[0], starts[starts.length - 1]],
    end: [endTimes[0], endTimes[endTimes.length - 1]],
    done: countEndings('done'),
    cancelled: countEndings('cancelled'),
    panicked: countEndings('panicked'),
    alive: countAlive(
      starts,
      tasks.flatMap((task) => task.end ?? []),
    ),
  };
}

/**
 * How many are alive at which time.
 * @param {number[]} starts
 * @param {number[]} ends
 * @returns {[number, number][]}
 */
function countAlive(starts, ends) {
  const steps = [
    ...starts.map((ms) => [ms, 1]),
    ...ends.map((ms) => [ms, -1]),
  ].sort((a, b) => a[0] - b[0]);
  let count = 0;
  return steps.map(([ms, step]) => {
    count += step;
    return [ms, count];
  });
}

/**
 * @param {Task} task
 * @param {Map<Task, string>} names
 * @param {number} runEndMs
 * @returns {Lane}
 */
function createTaskLane(task, names, runEndMs) {
  const { line, start, end = runEndMs } = task;
  const empty = { polls: [], rows: [], blocks: [], pins: [] };
  const name = names.get(task) ?? '';
  return {
    name,
    depth: 0,
    line,
    start,
    end,
    task,
    aggregate: undefined,
    ...empty,
  };
}

/**
 * @param {AggregatedTasks} aggregate
 * @returns {Lane}
 */
function createAggregateLane(aggregate) {
  const empty = { polls: [], rows: [], blocks: [], pins: [] };
  return {
    name: `${aggregate.count.toLocaleString('en')} more`,
    depth: 0,
    line: aggregate.line,
    start: aggregate.start[0],
    end: aggregate.end[1],
    task: undefined,
    aggregate,
    ...empty,
  };
}

/**
 * Each call of `block_on` is a task of its own. Only the one that the main
 * function makes is called after it; several are counted.
 * @param {Document} doc
 * @returns {Map<Task, string>}
 */
function nameTasks(doc) {
  const calls = doc.tasks.filter(({ kind }) => kind === 'main');
  const outer = calls.filter(({ parent }) => parent === undefined);
  const isMain = (/** @type {Task} */ task) =>
    outer.length === 1 &&
    task === outer[0] &&
    doc.polls.every((poll) => poll.task !== task.id || poll.thread === 0);
  const counted = calls.filter((task) => !isMain(task));
  const nameTask = (/** @type {Task} */ task) => {
    if (task.kind !== 'main' || task.name) return task.label;
    return isMain(task) ? 'main' : `block_on ${counted.indexOf(task) + 1}`;
  };
  return new Map(doc.tasks.map((task) => [task, nameTask(task)]));
}

/**
 * @param {Document} doc
 * @param {Map<number, Lane>} laneOf
 */
function fillLanes(doc, laneOf) {
  const findLane = (/** @type {number | undefined} */ id) =>
    id === undefined ? undefined : laneOf.get(id);
  for (const poll of sortByStart(doc.polls))
    findLane(poll.task)?.polls.push(poll);
  for (const block of sortByStart(doc.blocks))
    findLane(block.task)?.blocks.push(block);
  for (const pin of doc.pins) findLane(pin.task)?.pins.push(pin);
  for (const wait of sortByStart(doc.waits)) {
    const ownLane = findLane(wait.task);
    if (ownLane && !ownLane.aggregate) addToRows(ownLane.rows, wait);
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
  else if (rows.length < MAX_WAIT_ROWS_PER_LANE) rows.push([wait]);
  else rows[MAX_WAIT_ROWS_PER_LANE - 1].push(wait);
}

/**
 * Counts the waits of a row that overlap; only the first of them has words.
 * @param {Wait[]} row
 * @returns {Map<Wait, number>} how many overlap each wait that has words
 */
export function countOverlaps(row) {
  /** @type {Map<Wait, number>} */
  const extraWaits = new Map();
  let [first, end] = [row[0], -1];
  for (const wait of row) {
    if (wait.start >= end) first = wait;
    extraWaits.set(
      first,
      wait === first ? 0 : (extraWaits.get(first) ?? 0) + 1,
    );
    end = Math.max(end, wait.end);
  }
  return extraWaits;
}

/**
 * Sorts the lanes so that the tasks a lane has spawned follow it.
 * @param {Lane[]} lanes
 * @param {Map<number, Lane>} laneOf
 */
function sortAsTree(lanes, laneOf) {
  /** @type {Map<Lane | undefined, Lane[]>} */
  const children = new Map();
  for (const lane of sortByStart(lanes)) {
    const parentTask = (lane.task ?? lane.aggregate)?.parent;
    const found = parentTask === undefined ? undefined : laneOf.get(parentTask);
    const parent = found === lane ? undefined : found;
    const siblings = children.get(parent);
    if (siblings) siblings.push(lane);
    else children.set(parent, [lane]);
  }
  /** @type {Lane[]} */
  const tree = [];
  const addWithChildren = (
    /** @type {Lane} */ lane,
    /** @type {number} */ depth,
  ) => {
    lane.depth = depth;
    tree.push(lane);
    for (const child of children.get(lane) ?? [])
      addWithChildren(child, depth + 1);
  };
  for (const root of children.get(undefined) ?? []) addWithChildren(root, 0);
  return tree;
}

/**
 * @template {{ start: number }} T
 * @param {T[]} spans
 */
function sortByStart(spans) {
  return [...spans].sort((a, b) => a.start - b.start);
}
