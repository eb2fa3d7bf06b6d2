// Says in words what arrows of messages and strips of levels show.
import {
  describeLevel,
  formatCount,
  formatDuration,
  formatTime,
  lineSuffix,
} from './words.js';

/** @typedef {import('./model.js').Model} Model */
/** @typedef {import('./document.js').Level} Level */
/** @typedef {import('./document.js').Message} Message */

/** More values of a level are not read one by one. */
const MAX_DESCRIBED_VALUES = 12;

/**
 * 'queue, line 6: 1 of 1 waiting at 9.9 ms, 0 of 1 waiting at 19.9 ms'
 * @param {Model} model
 */
export function describeLevels({ levels, names }) {
  return levels.map((level) => {
    const { objectKind, line, values } = level;
    const first = values
      .slice(0, MAX_DESCRIBED_VALUES)
      .map(
        ([ms, value]) =>
          `${describeLevel(level, value)} at ${formatTime(ms, names.end)}`,
      );
    return `${objectKind}${lineSuffix(line)}: ${first.join(', ')}${describeOmittedValues(level)}`;
  });
}

/** @param {Level} level */
function describeOmittedValues(level) {
  const { values } = level;
  const count = values.length - MAX_DESCRIBED_VALUES;
  if (count <= 0) return '';
  const most = values.reduce((most, [, value]) => Math.max(most, value), 0);
  return `; ${formatCount(count, 'more change')}, never more than ${describeLevel(level, most)}`;
}

/**
 * 'line 6: task 1 sends 2 messages to task 2, which receives them up to 10 ms
 * later'; one sentence for each pair of tasks and each channel.
 * @param {Model} model
 */
export function describeMessages({ messages, names }) {
  /** @type {Map<string, Message[]>} */
  const groups = new Map();
  for (const message of messages) {
    const { sender, receiver, line, received } = message;
    const key = [sender, receiver, line, received === undefined].join(' ');
    const group = groups.get(key);
    if (group) group.push(message);
    else groups.set(key, [message]);
  }
  return [...groups.values()].map((group) =>
    describeMessageGroup(group, names),
  );
}

/**
 * @param {Message[]} group of one sender, one receiver and one channel
 * @param {import('./sentences.js').Names} names
 */
function describeMessageGroup(group, names) {
  const { sender, receiver, line, received } = group[0];
  const senderName = describeEndpoint(sender, names);
  const where = line === undefined ? '' : `line ${line}: `;
  const what = `${where}${senderName} sends ${formatCount(group.length, 'message')}`;
  if (received === undefined) {
    const verb = group.length === 1 ? 'is' : 'are';
    return `${what}, which ${verb} not received`;
  }
  const durations = group.map(({ sent, received = sent }) => received - sent);
  const longest = formatDuration(Math.max(...durations));
  const receiverName = describeEndpoint(receiver, names);
  return group.length === 1
    ? `${what} to ${receiverName}, which receives it ${longest} later`
    : `${what} to ${receiverName}, which receives them up to ${longest} later`;
}

/**
 * @param {number | undefined} task
 * @param {import('./sentences.js').Names} names
 */
function describeEndpoint(task, names) {
  return task === undefined ? 'code outside all tasks' : names.nameTask(task);
}
