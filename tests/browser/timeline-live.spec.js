// The picture of the reader's own run: drawn while it goes on, compared with
// the run before, and not there where nothing could be recorded.
import { expectAccessible } from './axe.js';
import {
  button,
  createGate,
  endedEvent,
  outEvent,
  started,
  status,
} from './fake.js';
import { expect, test } from './fixtures.js';
import {
  createManyTasksTimeline,
  programWithTimeline,
  recording,
  serveRecording,
  timeline,
} from './timelines.js';

/** @import { Locator } from '@playwright/test' */

const SLEEPS_TIMELINE = timeline('two_sleeps');

test.beforeEach(({ runner }) => serveRecording(runner, recording(undefined)));

/** @param {Locator} card */
const findSentence = (card) => card.locator('.timeline-now');
/** @param {Locator} card */
const findLaneNames = (card) => card.locator('.timeline-who:visible');
/**
 * Reads where the axes have their `1 s`, each position once.
 * @param {Locator} card
 */
const readTickPositions = (card) =>
  card
    .locator('.timeline-axis text', { hasText: /^[1-9] s$/ })
    .evaluateAll((all) => [
      ...new Set(
        all
          .filter((text) => text.textContent === all[0].textContent)
          .map((text) => text.getAttribute('x')),
      ),
    ]);

test('a picture grows while the program runs', async ({ card, runner }) => {
  const early = {
    ...SLEEPS_TIMELINE,
    end: 90,
    tasks: SLEEPS_TIMELINE.tasks.slice(0, 2),
  };
  const begun = early.tasks.map(({ end, how, ...task }) => task);
  const pause = createGate();
  runner.program = async function* () {
    yield started();
    yield outEvent(0, 'a first line\n');
    yield { event: 'timeline', timeline: { ...early, tasks: begun } };
    await pause.opened;
    yield { event: 'timeline', timeline: SLEEPS_TIMELINE };
    yield endedEvent(1005);
  };
  await button(card, 'Run').click();
  await expect(findLaneNames(card)).toHaveText([
    'main',
    'task 1',
    'main thread',
  ]);
  await expect(status(card)).toHaveText('Running');
  await expect(button(card, 'Next event')).toBeDisabled();
  await expect(card.locator('.timeline-caption')).toHaveText('while it runs');
  pause.open();
  await expect(findLaneNames(card)).toHaveText([
    'main',
    'task 1',
    'task 2',
    'main thread',
  ]);
  await expect(status(card)).toHaveText('ended, exit 0, 1.00 s');
  await expect(findSentence(card)).toHaveText('2 tasks, 1 thread, 1 s in all');
  for (let step = 0; step < 4; step += 1) {
    await button(card, 'Next event').click();
  }
  await expect(findSentence(card)).toHaveText(
    '0.00 s: main prints “a first line”',
  );
  await expect(card.locator('.run-here')).toHaveText('0.00 sa first line');
});

test('the last two runs are compared under one scale', async ({
  card,
  runner,
}) => {
  const [main, ...tasks] = SLEEPS_TIMELINE.tasks;
  const cancelled = tasks.map((task) => ({ ...task, how: 'cancelled' }));
  runner.program = programWithTimeline({
    ...SLEEPS_TIMELINE,
    tasks: [main, ...cancelled],
    end: 6000,
  });
  await button(card, 'Run').click();
  await expect(findSentence(card)).toHaveText(/6 s in all$/);
  await expect(button(card, 'Compare')).toBeHidden();
  runner.program = programWithTimeline({ ...SLEEPS_TIMELINE, end: 3000 });
  await button(card, 'Run').click();
  await expect(findSentence(card)).toHaveText(/3 s in all$/);

  const compare = button(card, 'Compare');
  await compare.click();
  await expect(compare).toHaveAttribute('aria-pressed', 'true');
  await expect(card.locator('.timeline-caption')).toHaveText(
    '6.00 s then, 3.00 s now',
  );
  const pictures = card.locator('.timeline-scroll:visible');
  await expect(pictures).toHaveCount(2);
  const axes = await card
    .locator('.timeline-axis')
    .evaluateAll((all) => all.map((axis) => axis.textContent));
  expect(axes[0]).toContain('6 s');
  expect(axes[1]).toBe(axes[0]);
  // Words behind the lanes of one must not change its scale alone.
  expect(await readTickPositions(card)).toHaveLength(1);
  await compare.click();
  await expect(pictures).toHaveCount(1);
});

test('another run is shown as a whole', async ({ card, runner }) => {
  const body = card.locator('.timeline-body:visible');
  const readWidth = () => body.evaluate((element) => element.clientWidth);
  runner.program = programWithTimeline(SLEEPS_TIMELINE);
  await button(card, 'Run').click();
  await expect(findSentence(card)).toHaveText(/1 s in all$/);
  const whole = await readWidth();
  await button(card, 'Zoom in').click();
  await button(card, 'Zoom in').click();
  expect(await readWidth()).toBe(4 * whole);
  runner.program = programWithTimeline({ ...SLEEPS_TIMELINE, end: 3000 });
  await button(card, 'Run').click();
  await expect(findSentence(card)).toHaveText(/3 s in all$/);
  expect(await readWidth()).toBe(whole);
  await expect(button(card, 'Zoom out')).toBeDisabled();
});

test('a run that is stopped says who waits, and where', async ({
  card,
  runner,
}) => {
  const main = { id: 0, kind: 'main', start: 0 };
  const wait = { task: 0, on: 'mutex', line: 4, start: 1 };
  const stuck = { v: 1, threads: [{ name: 'main' }], tasks: [main] };
  const early = { ...stuck, end: 90, waits: [wait] };
  runner.program = async function* (_job, stopped) {
    yield started();
    yield { event: 'timeline', timeline: early };
    await stopped;
    yield { event: 'timeline', timeline: { ...early, end: 5000 } };
    yield endedEvent(5000, null, 'stopped', 'Stopped by you.');
  };
  await button(card, 'Run').click();
  await expect(findSentence(card)).toHaveText(
    '1.0 ms: main waits: mutex, line 4',
  );
  await button(card, 'Stop').click();
  await expect(findSentence(card)).toHaveText('1 thread, 5 s in all');
  await card.locator('.timeline-scroll:visible').press('End');
  await expect(findSentence(card)).toHaveText(
    '5.00 s: the run ends; main still waits: mutex, line 4',
  );
  const line = card.locator('pre .line-mark-here');
  await expect(line).toBeVisible();
});

test('why there is no picture is said in its place', async ({
  card,
  runner,
  page,
}) => {
  serveRecording(runner, recording(SLEEPS_TIMELINE));
  await page.reload();
  await expect(findLaneNames(card)).toHaveCount(4);
  const why = 'On this system runs cannot be recorded.';
  runner.program = async function* () {
    yield started();
    yield { event: 'unrecorded', message: why };
    yield endedEvent(3);
  };
  await button(card, 'Run').click();
  await expect(card.locator('.timeline-note')).toHaveText(why);
  await expect(card.locator('.timeline')).toBeHidden();

  // A run that does not even start leaves the recorded picture.
  runner.program = async function* () {
    yield endedEvent(null, null, 'not-compiled', 'Does not compile.');
  };
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText('Does not compile.');
  await expect(card.locator('.timeline-caption')).toHaveText(
    'of a recorded run',
  );
  await expect(findLaneNames(card)).toHaveCount(4);
});

test('1,000 tasks and 20,000 events are drawn with few elements', async ({
  card,
  runner,
  page,
}) => {
  const large = createManyTasksTimeline(1000, { polls: 16, lines: 30 });
  runner.program = async function* () {
    yield started();
    for (let n = 1; n <= 10; n += 1) {
      yield { event: 'timeline', timeline: { ...large, end: 200 * n } };
    }
    yield { event: 'timeline', timeline: large };
    yield endedEvent(2000);
  };
  await page.evaluate(() => {
    window.longest = 0;
    const recordLongest = (/** @type {PerformanceObserverEntryList} */ list) =>
      list.getEntries().forEach(({ duration }) => {
        window.longest = Math.max(window.longest, duration);
      });
    new PerformanceObserver(recordLongest).observe({ type: 'longtask' });
  });
  await button(card, 'Run').click();
  await expect(findSentence(card)).toHaveText(/^1,000 tasks/);
  const lanes = await findLaneNames(card).count();
  expect(lanes).toBeLessThanOrEqual(42);
  const elements = await card.locator('.timeline svg *').count();
  expect(elements).toBeLessThan(2000);
  // Very generous: other tests run meanwhile, and this is no benchmark.
  const longest = await page.evaluate(() => window.longest);
  console.log(`the longest task took ${Math.round(longest)} ms`);
  expect(longest).toBeLessThan(20_000);
});

test('a listing is drawn without delay', async ({
  card,
  runner,
  page,
  fake,
}) => {
  runner.program = programWithTimeline(timeline('workers'));
  await button(card, 'Run').click();
  await expect(findSentence(card)).toHaveText(/^5 tasks/);
  const took = await page.evaluate(
    async ([doc, base]) => {
      const { Timeline } = await import(`${base}page/src/timeline/timeline.js`);
      const box = document.createElement('div');
      document.querySelector('main')?.append(box);
      const host = {
        highlightCodeLine() {},
        highlightOutputLines() {},
        showRecordedOutput() {},
      };
      const times = [];
      for (let n = 0; n < 5; n += 1) {
        const began = performance.now();
        new Timeline(box, 'other', host).showRecorded(doc, {});
        box.getBoundingClientRect();
        times.push(performance.now() - began);
      }
      box.remove();
      return Math.min(...times);
    },
    [timeline('workers'), fake.address],
  );
  console.log(`drawing five tasks on six threads took ${took.toFixed(1)} ms`);
  expect(took).toBeLessThan(2000);
});

test('all of it is fit for use in all themes and on a phone', async ({
  card,
  runner,
  page,
}) => {
  const within = '#listing-two_waits .timeline-slot';
  for (const name of ['panic', 'blocked']) {
    runner.program = programWithTimeline(timeline(name));
    await button(card, 'Run').click();
    await expect(status(card)).toHaveText(/^ended/);
  }
  await button(card, 'Compare').click();
  await button(card, 'Next event').click();
  for (const details of ['legend', 'text']) {
    await card.locator(`.timeline-${details} summary`).click();
  }
  await expectAccessible(page, within);
  await page.setViewportSize({ width: 390, height: 800 });
  const heights = await card
    .locator('.timeline-bar button:visible')
    .evaluateAll((all) => all.map((b) => b.getBoundingClientRect().height));
  expect(Math.min(...heights)).toBeGreaterThanOrEqual(40);
});

test('a wait that is blocked is told by pattern and word', async ({
  card,
  runner,
}) => {
  runner.program = programWithTimeline(timeline('blocked'));
  await button(card, 'Run').click();
  await expect(status(card)).toHaveText(/^ended/);
  const block = card.locator('.timeline-blocked').first();
  await expect(block).toHaveAttribute('style', /url\("?#timeline-hatch/);
  const label = card.locator('.timeline-words.timeline-alarm');
  await expect(label.first()).toHaveText(/^blocks/);
  const ending = card.locator('.timeline-ending');
  await expect(ending).toHaveText('cancelled');
});
