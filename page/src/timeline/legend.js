// What the signs of a picture mean, folded below it.
import { createElement, createSvgElement } from '../dom/elements.js';
import { PIN_MARKS } from './pins.js';
import { createHatchPattern } from './shapes.js';

const SAMPLE_SIZE = { width: 44, height: 22, viewBox: '0 0 44 22' };
/** Each legend has its own: one that is folded lends nothing to others. */
let hatchCount = 0;
/** A clock, a square, a diamond, an empty circle. */
const WAKER_SHAPES =
  'M1 11a4 4 0 1 0 8 0a4 4 0 1 0 -8 0M5 8v3h2M12.5 7.5h7v7h-7z' +
  'M27.5 6.5l4.5 4.5l-4.5 4.5l-4.5 -4.5zM35 11a4 4 0 1 0 8 0a4 4 0 1 0 -8 0';

/** @type {[() => SVGElement[], string][]} */
const LEGEND_ENTRIES = [
  [
    () => [
      createSampleLifeLine(),
      createSamplePath('poll', 'M6 3h9v16H6zM30 3h2v16h-2z'),
    ],
    'the task runs: it is polled. Less than 0.2 ms looks like this thin bar',
  ],
  [
    () => [createSampleLifeLine(42)],
    'the task is ready, and waits for its turn on a thread',
  ],
  [
    () => [
      createSvgElement('rect', {
        class: 'timeline-wait',
        ...createSampleBoxAttributes(),
      }),
    ],
    'it waits, for what stands on the bar',
  ],
  [
    () => [
      createSvgElement('rect', {
        class: 'timeline-wait timeline-open',
        ...createSampleBoxAttributes(),
      }),
    ],
    'it still waits when the run ends',
  ],
  [
    () => [
      createSvgElement('rect', {
        class: 'timeline-wait timeline-unknown',
        ...createSampleBoxAttributes(),
      }),
    ],
    'it waits, and what for was not recorded',
  ],
  [
    () => [createSamplePath('wait', 'M2 3H40l-4 4l4 4l-4 4l4 4H2z')],
    'a wait that was cut off: what was waited for is no longer wanted',
  ],
  [
    () => [
      createSvgElement('rect', {
        class: 'timeline-wait',
        ...createSampleBoxAttributes(),
      }),
      createSamplePath(
        'comb',
        'M7 3v16M12 3v16M17 3v16M22 3v16M27 3v16M32 3v16M37 3v16',
      ),
    ],
    'many short calls, one after the other',
  ],
  [
    () => [
      createSampleLifeLine(30),
      createSamplePath('done', 'M27 2h6m-3 0V20m-3 0h6'),
    ],
    'a task or a thread of the program has ended',
  ],
  [
    () => [createSampleLifeLine(), createSamplePath('cut', 'M30 21L36 1')],
    'a task that was cancelled or has panicked; the word stands beside it',
  ],
  [
    createSampleBlock,
    'a call that blocks the thread: no other task can run on it',
  ],
  [
    () => [
      createSamplePath('wake', 'M22 2C12 2 12 18 22 18'),
      createSamplePath('wake-head', 'M23 19l-6 -4l3 -4z'),
    ],
    'one task wakes another',
  ],
  [
    () => [
      createSamplePath('message', 'M6 4L38 18'),
      createSamplePath('message-head', 'M38 18l-6 0l3 -5z'),
    ],
    'a message, from the task that sent it to the one that received it',
  ],
  [
    () => [
      createSampleLifeLine(),
      createSamplePath('wake', 'M22 15c-9 8 -13 -4 -3 -4'),
    ],
    'it stays ready, to be polled once more',
  ],
  [
    () => [createSamplePath('sign', WAKER_SHAPES)],
    'woken by the timer, by input or output, by a thread outside the loop, or by something that was not recorded',
  ],
  [
    () => [
      createSamplePath('print', 'M14 15l-5 -9h10z'),
      createSamplePath('print timeline-stderr', 'M31 15l-5 -9h10z'),
    ],
    'a line is printed; hollow for an error line, ×2 for two at one time',
  ],
  ...createPinEntries(),
  [
    () => [
      createSvgElement('rect', {
        class: 'timeline-band-odd',
        ...createSampleBoxAttributes(),
      }),
    ],
    'a phase of a crowded run; it ends when the line above it is printed',
  ],
  [
    () => [createSamplePath('park', 'M2 9.5h40v3H2z')],
    'the thread rests until a timer fires, input arrives or it is woken',
  ],
  [
    () => [createSampleUnknownLifeLine()],
    'the thread is there; what it does is unknown: it may compute',
  ],
  [
    () => [
      createSvgElement('rect', {
        class: 'timeline-unrecorded',
        ...createSampleBoxAttributes(),
      }),
    ],
    'not recorded: the picture ends after 20,000 events',
  ],
];

export function createLegend() {
  const rows = LEGEND_ENTRIES.map(([shapes, words]) => {
    const sign = createSvgElement(
      'svg',
      { ...SAMPLE_SIZE, 'aria-hidden': 'true' },
      ...shapes(),
    );
    return createElement('li', {}, sign, createElement('span', {}, words));
  });
  return createElement(
    'details',
    { class: 'timeline-legend' },
    createElement('summary', {}, 'How to read it'),
    createElement('ul', {}, ...rows),
  );
}

/** @returns {typeof LEGEND_ENTRIES} */
function createPinEntries() {
  return Object.entries(PIN_MARKS).map(([kind, { path, legend }]) => [
    () => [createSamplePath(kind, path(22, 16))],
    legend,
  ]);
}

/**
 * @param {string} name
 * @param {string} d
 */
function createSamplePath(name, d) {
  return createSvgElement('path', { class: `timeline-${name}`, d });
}

function createSampleBlock() {
  hatchCount += 1;
  const id = `timeline-hatch-legend-${hatchCount}`;
  const style = `fill: url(#${id})`;
  return [
    createSvgElement('rect', {
      class: 'timeline-blocked',
      ...createSampleBoxAttributes(),
      style,
    }),
    createHatchPattern(id),
  ];
}

function createSampleLifeLine(x2 = 33) {
  const lineAttributes = { x1: 2, x2, y1: 11, y2: 11 };
  return createSvgElement('line', {
    class: 'timeline-life',
    ...lineAttributes,
  });
}

function createSampleUnknownLifeLine() {
  const lifeLine = createSampleLifeLine(42);
  lifeLine.classList.add('timeline-dark');
  return lifeLine;
}

function createSampleBoxAttributes() {
  return { x: 2, y: 3, width: 40, height: 16, rx: 3 };
}
