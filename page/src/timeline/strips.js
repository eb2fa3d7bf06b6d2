// The strips of a picture: what each thread did. Where there are too many,
// most of them share one.

/** @typedef {import('./document.js').Document} Document */

/**
 * A thread with what it did, or many of them with how many were alive.
 * @typedef {object} Strip
 * @property {string} name
 * @property {number} start
 * @property {number} end
 * @property {import('./document.js').Poll[]} polls
 * @property {import('./document.js').Block[]} blocks
 * @property {import('./document.js').Park[]} parks
 * @property {import('./document.js').Pin[]} pins without a task that has a lane
 * @property {[number, number][]} [alive]
 */

const MAX_STRIPS = 24;
/** Of too many, so many of the first keep their strip, and the last one. */
const KEPT_FIRST_STRIPS = 6;

/**
 * @param {Document} doc
 * @param {Map<number, unknown>} laneOf
 * @returns {{ strips: Strip[], names: string[],
 *   stripOf: (thread: number) => Strip | undefined }} the names are by thread
 */
export function createStrips(doc, laneOf) {
  const names = nameThreads(doc.threads);
  const strips = doc.threads.map(({ start, end = doc.end }, index) =>
    createStrip(names[index], start, end),
  );
  fillStrips(doc, laneOf, strips);
  if (strips.length <= MAX_STRIPS) {
    return { strips, names, stripOf: (thread) => strips[thread] };
  }
  const many = combineStrips(strips.slice(KEPT_FIRST_STRIPS, -1));
  const last = strips.length - 1;
  return {
    strips: [...strips.slice(0, KEPT_FIRST_STRIPS), many, strips[last]],
    names,
    stripOf: (thread) =>
      thread < KEPT_FIRST_STRIPS || thread === last ? strips[thread] : many,
  };
}

/**
 * @param {string} name
 * @param {number} start
 * @param {number} end
 * @returns {Strip}
 */
function createStrip(name, start, end) {
  return { name, start, end, polls: [], blocks: [], parks: [], pins: [] };
}

/**
 * @param {Document} doc
 * @param {Map<number, unknown>} laneOf
 * @param {Strip[]} strips
 */
function fillStrips(doc, laneOf, strips) {
  const isWithoutLane = (/** @type {number | undefined} */ task) =>
    task === undefined || !laneOf.has(task);
  for (const poll of doc.polls) strips[poll.thread]?.polls.push(poll);
  for (const block of doc.blocks) strips[block.thread]?.blocks.push(block);
  for (const park of doc.parks) strips[park.thread]?.parks.push(park);
  for (const pin of doc.pins) {
    if (isWithoutLane(pin.task)) strips[pin.thread]?.pins.push(pin);
  }
  for (const { polls, parks } of strips) {
    polls.sort((a, b) => a.start - b.start);
    parks.sort((a, b) => a.start - b.start);
  }
}

/**
 * @param {Strip[]} strips
 * @returns {Strip}
 */
function combineStrips(strips) {
  const steps = strips
    .flatMap(({ start, end }) => [
      [start, 1],
      [end, -1],
    ])
    .sort((a, b) => a[0] - b[0]);
  let count = 0;
  const last = steps[steps.length - 1][0];
  const name = `${strips.length.toLocaleString('en')} more`;
  return {
    ...createStrip(name, steps[0][0], last),
    pins: strips.flatMap(({ pins }) => pins),
    alive: steps.map(([ms, step]) => {
      count += step;
      return [ms, count];
    }),
  };
}

/**
 * tokio gives all its threads one name.
 * @param {import('./document.js').Thread[]} threads
 */
function nameThreads(threads) {
  let [workers, pool] = [0, 0];
  return threads.map(({ name, worker }, index) => {
    if (worker) {
      workers += 1;
      return `worker ${workers}`;
    }
    if (index === 0) return 'main thread';
    if (name.startsWith('tokio-r')) {
      pool += 1;
      return `pool thread ${pool}`;
    }
    return name === '' ? `thread ${index}` : `thread ${name}`;
  });
}
