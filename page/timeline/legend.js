// @ts-check
// What the signs of a picture mean, folded below it.
import { html, svg } from './elements.js';
import { hatching } from './shapes.js';

const SIZE = { width: 44, height: 22, viewBox: '0 0 44 22' };
/** Each legend has its own: one that is folded lends nothing to others. */
let hatches = 0;
/** A clock, a square, a diamond. */
const WAKERS =
  'M5 11a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M9 8v3h2M19 7.5h7v7h-7z' +
  'M36 6.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z';

/** @type {[() => SVGElement[], string][]} */
const SIGNS = [
  [
    () => [life(), path('poll', 'M6 3h9v16H6zM30 3h2v16h-2z')],
    'the task runs: it is polled. Less than 0.2 ms looks like this thin bar',
  ],
  [
    () => [life(42)],
    'the task is ready, and waits for its turn on a thread',
  ],
  [
    () => [svg('rect', { class: 'timeline-wait', ...box() })],
    'it waits, for what stands on the bar',
  ],
  [
    () => [svg('rect', { class: 'timeline-wait timeline-open', ...box() })],
    'it still waits when the run ends',
  ],
  [
    () => [svg('rect', { class: 'timeline-wait timeline-unknown', ...box() })],
    'it waits, and tokio does not tell for what',
  ],
  [
    () => [path('wait', 'M2 3H40l-4 4l4 4l-4 4l4 4H2z')],
    'a wait that was cut off: what was waited for is no longer wanted',
  ],
  [
    () => [
      svg('rect', { class: 'timeline-wait', ...box() }),
      path('comb', 'M7 3v16M12 3v16M17 3v16M22 3v16M27 3v16M32 3v16M37 3v16'),
    ],
    'many short calls, one after the other',
  ],
  [
    () => [life(30), path('done', 'M27 2h6m-3 0V20m-3 0h6')],
    'a task or a thread of the program has ended',
  ],
  [
    () => [life(), path('cut', 'M30 21L36 1')],
    'a task that was cancelled or has panicked; the word stands beside it',
  ],
  [
    blocked,
    'a call that blocks the thread: no other task can run on it',
  ],
  [
    () => [
      path('wake', 'M22 2C12 2 12 18 22 18'),
      path('wake-head', 'M23 19l-6 -4l3 -4z'),
    ],
    'one task wakes another; dotted where that is inferred',
  ],
  [
    () => [life(), path('wake', 'M22 15c-9 8 -13 -4 -3 -4')],
    'it stays ready, to be polled once more',
  ],
  [
    () => [path('sign', WAKERS)],
    'woken by the timer, by input or output, by a thread outside the loop',
  ],
  [
    () => [
      path('print', 'M14 15l-5 -9h10z'),
      path('print timeline-stderr', 'M31 15l-5 -9h10z'),
    ],
    'a line is printed; hollow for an error line, ×2 for two at one time',
  ],
  [
    () => [path('panic', 'M18 7l8 8m0 -8l-8 8')],
    'a panic; where it is caught, the task goes on',
  ],
  [
    () => [path('park', 'M2 9.5h40v3H2z')],
    'the thread rests until a timer rings or input comes',
  ],
  [
    () => [dark()],
    'the thread is there; what it does is not told: it may compute',
  ],
  [
    () => [svg('rect', { class: 'timeline-unrecorded', ...box() })],
    'not recorded: the picture ends after 20,000 events',
  ],
];

export function legend() {
  const rows = SIGNS.map(([shapes, words]) => {
    const sign = svg('svg', { ...SIZE, 'aria-hidden': 'true' }, ...shapes());
    return html('li', {}, sign, html('span', {}, words));
  });
  return html(
    'details',
    { class: 'timeline-legend' },
    html('summary', {}, 'How to read it'),
    html('ul', {}, ...rows),
  );
}

/**
 * @param {string} name
 * @param {string} d
 */
function path(name, d) {
  return svg('path', { class: `timeline-${name}`, d });
}

function blocked() {
  const id = `timeline-hatch-legend-${(hatches += 1)}`;
  const style = `fill: url(#${id})`;
  return [
    svg('rect', { class: 'timeline-blocked', ...box(), style }),
    hatching(id),
  ];
}

function life(x2 = 33) {
  const line = { x1: 2, x2, y1: 11, y2: 11 };
  return svg('line', { class: 'timeline-life', ...line });
}

function dark() {
  const line = life(42);
  line.classList.add('timeline-dark');
  return line;
}

function box() {
  return { x: 2, y: 3, width: 40, height: 16, rx: 3 };
}
