// The picture of a run: of a recorded one, and stepped through.
import { button, openEditor, outputLines, status } from './fake.js';
import { boxOf, expect, test } from './fixtures.js';
import { recording, serveRecording, timeline } from './timelines.js';
import { CHAPTER_PAGE } from './workbook.js';

/** @import { Locator } from '@playwright/test' */

const SLEEPS_TIMELINE = timeline('two_sleeps');

test.beforeEach(({ runner }) => {
  runner.exists = false;
  serveRecording(runner, recording(SLEEPS_TIMELINE));
});

/** @param {Locator} card */
const findSentence = (card) => card.locator('.timeline-now');
/** @param {Locator} card */
const findPicture = (card) => card.locator('.timeline-scroll:visible');
/** @param {Locator} card */
const findCurrentRowName = (card) => card.locator('.timeline-here');

test('a recorded run is drawn when it comes into view', async ({
  fake,
  page,
}) => {
  /** @type {string[]} */
  const requested = [];
  page.on('request', (request) => requested.push(request.url()));
  await page.setViewportSize({ width: 1280, height: 200 });
  const { edit } = fake.runner;
  const far = '<div style="height: 4000px"></div>';
  fake.runner.edit = (html) =>
    edit(html).replace('<h1>A chapter</h1>', (title) => title + far);
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  const card = page.locator('#listing-two_waits');
  await button(card, 'Replay').waitFor({ state: 'attached' });
  expect(requested.filter((url) => url.includes('/scripts/timeline-'))).toEqual(
    [],
  );

  await card.locator('.listing-toolbar').scrollIntoViewIfNeeded();
  await expect(findPicture(card)).toBeVisible();
  const names = card.locator('.timeline-who');
  await expect(names).toHaveText(['main', 'task 1', 'task 2', 'main thread']);
  const labels = card.locator('.timeline-words');
  await expect(labels).toHaveText([
    'waiting (reason not recorded)',
    'sleep 1 s, line 8',
    'sleep 500 ms, line 8',
  ]);
  await expect(card.locator('.timeline-unknown').first()).toHaveCSS(
    'stroke-dasharray',
    '4px, 3px',
  );
  await expect(findSentence(card)).toHaveText('2 tasks, 1 thread, 1 s in all');
  await expect(card.locator('.timeline-caption')).toHaveText(
    'of a recorded run',
  );
});

test('arrow keys step through it, and turn no page', async ({ card, page }) => {
  const address = page.url();
  await findPicture(card).focus();
  await page.keyboard.press('ArrowRight');
  await expect(findSentence(card)).toHaveText('0.00 s: main begins');
  await page.keyboard.press('ArrowRight');
  await expect(findSentence(card)).toHaveText(
    '0.00 s: main spawns task 1, line 4',
  );
  // The line of the code, and later the line of the output.
  await expect(card.locator('pre .line-mark-here')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  await expect(findSentence(card)).toHaveText('0.00 s: main prints “line 0”');
  await expect(outputLines(card)).toHaveCount(4);
  await expect(status(card)).toHaveText(
    'This is what the recorded run printed.',
  );
  await expect(card.locator('.run-here')).toHaveText('0.00 sline 0');
  await expect(card.locator('pre .line-mark-here')).toHaveCount(0);
  await page.keyboard.press('ArrowLeft');
  await expect(findSentence(card)).toHaveText(
    '0.00 s: main spawns task 2, line 5',
  );
  await expect(findCurrentRowName(card)).toContainText('task 2');
  await page.keyboard.press('End');
  await expect(findSentence(card)).toHaveText('1.00 s: the run ends');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('s');
  await expect(page.locator('#mdbook-search-wrapper')).toBeHidden();
  expect(page.url()).toBe(address);
});

test('buttons, the scrubber and the pointer say the same', async ({
  card,
  page,
}) => {
  const scrubber = card.getByRole('slider', { name: 'Time in the run' });
  await button(card, 'Next event').click();
  await expect(findSentence(card)).toHaveText('0.00 s: main begins');
  await button(card, 'Previous event').click();
  await scrubber.fill('500');
  await expect(findSentence(card)).toHaveText('0.50 s: task 2 is done');
  await expect(scrubber).toHaveAttribute('aria-valuetext', /task 2/);
  await scrubber.press('ArrowRight');
  expect(page.url()).toContain('ch01-waiting');

  const bar = card.locator('.timeline-wait:not(.timeline-unknown)').first();
  await bar.hover({ position: { x: 60, y: 8 } });
  await expect(findSentence(card)).toHaveText(
    '0.00 s to 1.00 s: task 1 waits: sleep 1 s, line 8',
  );
  await bar.click({ position: { x: 60, y: 8 } });
  await page.mouse.move(0, 0);
  await expect(findSentence(card)).toHaveText(
    '0.00 s: task 1 waits: sleep 1 s, line 8',
  );
});

test('the scrubber has a track where the system chooses the colours', async ({
  card,
  page,
}) => {
  await page.emulateMedia({ forcedColors: 'active' });
  const scrubber = card.getByRole('slider', { name: 'Time in the run' });
  await scrubber.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await boxOf(scrubber);
  // The half in which the thumb is not.
  const clip = { x: x + width / 2, y, width: width / 2, height };
  const shown = await page.screenshot({ clip });
  await scrubber.evaluate((input) => {
    input.style.visibility = 'hidden';
  });
  expect(shown.equals(await page.screenshot({ clip }))).toBe(false);
});

test('it plays, and replays with the output', async ({ card, page }) => {
  // Its own second would be over before one has seen what it does.
  await button(card, 'Speed 1/5x').click();
  await button(card, 'Play').click();
  await expect(findSentence(card)).toHaveText(/task 2 is done/, {
    timeout: 900,
  });
  await button(card, 'Pause').click();
  const pausedAt = await findSentence(card).textContent();
  await page.waitForTimeout(700);
  await expect(findSentence(card)).toHaveText(pausedAt ?? '');
  await button(card, 'Speed 1x').click();
  await expect(button(card, 'Speed 1/5x')).toBeVisible();

  await button(card, 'Replay').click();
  await expect(outputLines(card)).toHaveCount(2);
  await expect(findSentence(card)).toHaveText(/^0.50 s: task 2/);
  await expect(findSentence(card)).toHaveText('1.00 s: the run ends');
  await expect(outputLines(card)).toHaveCount(4);

  // Without motion it goes from step to step.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await findPicture(card).focus();
  await page.keyboard.press(' ');
  await expect(findSentence(card)).toHaveText('0.00 s: main begins');
  await expect(findSentence(card)).toHaveText(
    '0.00 s: main spawns task 1, line 4',
  );
  await button(card, 'Pause').click();
});

test('an edited listing keeps its picture, and says whose it is', async ({
  card,
  page,
}) => {
  await openEditor(card);
  await findPicture(card).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const line = card.locator('.listing-line-here');
  await expect(line).toHaveText('    let city = ask();');
  await card.getByRole('textbox').first().focus();
  await page.keyboard.type('// mine\n');
  const caption = card.locator('.timeline-caption');
  await expect(caption).toHaveText(/of the listing as it was printed$/);
  await button(card, 'Next event').click();
  await expect(findSentence(card)).toHaveText(/spawns task 2/);
  await expect(line).toHaveCount(0);
});

test('it zooms, and scrolls where the page is narrow', async ({
  card,
  page,
}) => {
  const readMask = () =>
    findPicture(card).evaluate((box) => getComputedStyle(box).maskImage);
  const isWide = () =>
    findPicture(card).evaluate((box) => box.scrollWidth > box.clientWidth);
  const body = card.locator('.timeline-body:visible');
  const readWidth = () => body.evaluate((element) => element.clientWidth);
  const before = await readWidth();
  await expect(button(card, 'Zoom out')).toBeDisabled();
  await button(card, 'Zoom in').click();
  expect(await readWidth()).toBe(2 * before);
  await body.hover();
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, 100);
  await page.keyboard.up('Control');
  await expect.poll(readWidth).toBe(before);

  await page.setViewportSize({ width: 390, height: 800 });
  // So few events have room there; enlarged, what is hidden fades away.
  await expect.poll(isWide).toBe(false);
  expect(await readMask()).not.toContain('rgba(0, 0, 0, 0)');
  await expect(card.locator('.timeline-where').first()).toHaveText('line 4');
  await button(card, 'Zoom in').dispatchEvent('click');
  await expect.poll(isWide).toBe(true);
  expect(await readMask()).toContain('rgba(0, 0, 0, 0)');
  const boxes = page.locator('html, .content main');
  const tooWideCount = await boxes.evaluateAll(
    (all) => all.filter((box) => box.scrollWidth > box.clientWidth).length,
  );
  expect(tooWideCount).toBe(0);
  // What a step is about comes into view.
  await findPicture(card).focus();
  await page.keyboard.press('End');
  const scrollLeft = await findPicture(card).evaluate((box) => box.scrollLeft);
  expect(scrollLeft).toBeGreaterThan(50);
  await findPicture(card).evaluate((box) => (box.scrollLeft = 10_000));
  await expect.poll(readMask).not.toContain('rgba(0, 0, 0, 0)');
});

test('it is there as text, with a legend', async ({ card }) => {
  const text = card.locator('.timeline-text');
  await text.locator('summary').click();
  await expect(text.locator('li')).toHaveCount(17);
  await expect(text.locator('li').nth(6)).toHaveText(
    /task 2 waits: sleep 500 ms/,
  );
  const legend = card.locator('.timeline-legend');
  await legend.locator('summary').click();
  await expect(legend.getByText('blocks the thread')).toBeVisible();
  const findLegendRow = (/** @type {string} */ hasText) =>
    legend.locator('li', { hasText });
  await expect(
    findLegendRow('the thread is there').locator('.timeline-life'),
  ).toHaveCSS('stroke-width', '1.5px');
  await expect(
    findLegendRow('not recorded').locator('.timeline-unrecorded'),
  ).toBeVisible();
});

test('a legend has hatching while another is folded', async ({
  page,
  fake,
}) => {
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  const fills = await page.evaluate(async (base) => {
    const { createLegend } = await import(`${base}page/src/timeline/legend.js`);
    return [createLegend(), createLegend()].map((legend) => {
      const bar = legend.querySelector('.timeline-blocked');
      const pattern = legend.querySelector('pattern');
      return [bar.style.fill, `url("#${pattern.id}")`];
    });
  }, fake.address);
  for (const [fill, pattern] of fills) expect(fill).toBe(pattern);
  expect(fills[0]).not.toEqual(fills[1]);
});

test('a thread that computes does not look idle', async ({
  card,
  page,
  runner,
}) => {
  const threads = [{ name: 'main' }, { name: '', by: 0, start: 400 }];
  const blocks = [[1, null, 500, 600, 'thread']];
  serveRecording(runner, recording({ v: 1, end: 600, threads, blocks }));
  await page.reload();
  const labels = card.locator('.timeline-words');
  await expect(labels).toHaveText([
    'what it does is unknown: it may compute',
    'unknown',
    'waits 100 ms',
  ]);
  const body = card.locator('.timeline-body:visible');
  const { width } = await boxOf(body);
  await body.hover({ position: { x: 0.6 * width, y: 15 } });
  await expect(findSentence(card)).toHaveText(
    '0.0 ms to 600.0 ms: main thread; what it does here is unknown',
  );
});

test('a page that is loaded anew keeps its place', async ({ card, page }) => {
  const slot = card.locator('.timeline-slot');
  const readHeight = () => slot.evaluate((box) => box.clientHeight);
  await expect(findSentence(card)).toBeVisible();
  const before = await readHeight();
  await page.route('**/scripts/timeline-*.js', async (route) => {
    await page.waitForTimeout(500);
    await route.continue();
  });
  await page.reload();
  await button(card, 'Replay').waitFor();
  await expect(findSentence(card)).toBeHidden();
  expect(Math.abs((await readHeight()) - before)).toBeLessThanOrEqual(1);
  await expect(findSentence(card)).toBeVisible();
  expect(Math.abs((await readHeight()) - before)).toBeLessThanOrEqual(1);
});

test('a run without a timeline has no picture', async ({
  fake,
  page,
  runner,
}) => {
  serveRecording(runner, {
    ...recording(SLEEPS_TIMELINE),
    timeline: undefined,
  });
  await page.goto(`${fake.address}${CHAPTER_PAGE}.html`);
  const card = page.locator('#listing-two_waits');
  await button(card, 'Replay').click();
  await expect(status(card)).toHaveText('ended, exit 0, 1.00 s');
  await expect(card.locator('.timeline-slot')).toBeHidden();
});

test('bars say what they stand for: many calls, an open one, many lines', async ({
  card,
  page,
  runner,
}) => {
  const threads = [{ name: 'main' }, { name: '', by: 0, end: 60 }];
  const blocks = [
    [0, null, 0, 90, 'sleep', 40],
    [1, null, 5, 50, 'recv'],
    [0, null, 92, null, 'accept'],
  ];
  const prints = [91, 91.02, 91.04].map((ms) => [ms, null, 0, 'stdout', 1]);
  serveRecording(
    runner,
    recording({ v: 1, end: 100, threads, blocks, prints }),
  );
  await page.reload();
  const labels = card.locator('.timeline-words');
  await expect(labels.first()).toHaveText('×3');
  await expect(labels.nth(1)).toHaveText('sleeps 40 times within 90 ms');
  await expect(card.locator('.timeline-body .timeline-comb')).toHaveCount(1);
  await expect(card.locator('.timeline-body .timeline-open')).toHaveCount(1);
  // Of the thread that ended, not of the one that goes on.
  await expect(card.locator('.timeline-body .timeline-done')).toHaveCount(1);
});

test('tasks are named after their calls, and phases after their lines', async ({
  card,
  page,
  runner,
}) => {
  const name = 'measure("Oslo", station)';
  const [main, ...tasks] = SLEEPS_TIMELINE.tasks;
  const waits = [0, 200, 400, 600, 800].map((start) => ({
    task: 0,
    on: 'sleep',
    start,
    end: start + 190,
    how: 'ready',
  }));
  const prints = [390, 610, 990].map((ms) => [ms, 0, 0, 'stdout', 1]);
  const named = tasks.map((/** @type {object} */ task) => ({ ...task, name }));
  serveRecording(
    runner,
    recording({ ...SLEEPS_TIMELINE, tasks: [main, ...named], waits, prints }),
  );
  await page.reload();
  await card.locator('.listing-toolbar').scrollIntoViewIfNeeded();
  const names = findPicture(card).locator('.timeline-who');
  await expect(names).toHaveText([
    'main',
    'measure("Oslo", …) #1',
    'measure("Oslo", …) #2',
    'main thread',
  ]);
  const lane = findPicture(card).locator('.timeline-name').nth(1);
  await expect(lane).toHaveAttribute('title', `${name}, line 4`);
  const phases = findPicture(card).locator('.timeline-band-name');
  await expect(phases).toHaveText(['line 0', 'line 1', 'line 2']);
});
