// The page of the weather service's last stage, with the true service.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import * as path from 'node:path';
import { createInterface } from 'node:readline';
import { test as base, expect } from './fixtures.js';

/** @import { ChildProcess } from 'node:child_process' */
/** @import { Fixtures } from '@playwright/test' */
/** @import { TestArgs } from './fixtures.js' */

/** @typedef {{ address: string, stop: () => Promise<void> }} Service */

/**
 * Starts the service and waits until it has printed its page's address.
 * @param {string[]} more
 * @returns {Promise<Service>}
 */
async function startService(...more) {
  const workbook = process.env.WORKBOOK;
  if (!workbook) throw new Error('WORKBOOK does not name the program');
  const folder = path.join(path.dirname(path.resolve(workbook)), 'examples');
  const args = ['server', '--port', '0', '--delay', '0.1', ...more];
  const child = spawn(path.join(folder, 'ch08_real_world'), args, {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.on('error', (error) => {
    const help = 'run `cargo build --example ch08_real_world`';
    throw new Error(`the service does not start (${error.message}): ${help}`);
  });
  const exit = once(child, 'exit');
  for await (const line of createInterface({ input: child.stdout })) {
    const address = line.match(/http:\S+/)?.[0];
    if (!address) continue;
    child.stdout.resume();
    const stopService = async () => {
      child.kill();
      await exit;
    };
    return { address, stop: stopService };
  }
  throw new Error('the service exited before it printed its address');
}

const test = base.extend(
  /** @type {Fixtures<{ service: Service }, {}, TestArgs>} */ ({
    service: async ({ page }, use) => {
      const service = await startService();
      /** @type {string[]} */
      const faults = [];
      page.on('pageerror', (error) => faults.push(error.message));
      await use(service);
      expect(faults).toEqual([]);
      await service.stop();
    },
  }),
);

test('the page shows the readings as they come', async ({ page, service }) => {
  await page.goto(service.address);
  await expect(page.locator('#connection')).toHaveText('Connected');
  const readReceivedCount = async () =>
    Number(await page.locator('#received').textContent());
  await expect.poll(readReceivedCount).toBeGreaterThan(2);
  await expect(page.locator('#temperature')).toHaveText(/^\d+$/);
  await expect(page.locator('#missed')).toHaveText('0');
  await expect(page.locator('#curve polyline')).toHaveAttribute(
    'points',
    /^0\.0,/,
  );
});

test('a city has an answer and a history', async ({ page, service }) => {
  await page.goto(service.address);
  await page.getByLabel('City', { exact: true }).fill('São Paulo');
  await page.getByRole('button', { name: 'Ask' }).click();
  const answer = page.locator('#answer');
  await expect(answer).toHaveText('São Paulo: 20 °C, sunny');

  const data = { city: 'São Paulo', temperature: 31.5, conditions: '<b>hot' };
  const address = `${service.address}reports`;
  expect((await page.request.post(address, { data })).status()).toBe(201);
  await page.getByLabel('City', { exact: true }).press('Enter');
  await expect(page.locator('#history tr').first()).toContainText('31.5<b>hot');
});

test('an error is shown with its reason', async ({ page, service }) => {
  await page.goto(service.address);
  await page.route('**/weather/**', (route) =>
    route.fulfill({ status: 503, json: { error: 'busy: try later' } }),
  );
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.locator('#answer')).toHaveText(
    'No answer: busy: try later',
  );
});

test('the page comes back with its service', async ({ page, service }) => {
  await page.goto(service.address);
  const connection = page.locator('#connection');
  await expect(connection).toHaveText('Connected');
  await service.stop();
  await expect(connection).toContainText('Disconnected');
  const port = new URL(service.address).port;
  const again = await startService('--http-port', port);
  await expect(connection).toHaveText('Connected');
  await again.stop();
});

test("the page comes back after a proxy's error", async ({ page, service }) => {
  let refusedCount = 0;
  await page.route('**/updates', async (route) => {
    if (refusedCount === 2) return route.continue();
    refusedCount += 1;
    await route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' });
  });
  await page.goto(service.address);
  const connection = page.locator('#connection');
  await expect(connection).toContainText('Disconnected');
  await expect(connection).toHaveText('Connected', { timeout: 60_000 });
  expect(refusedCount).toBe(2);
});

test("a proxy's error has no reason but its status", async ({
  page,
  service,
}) => {
  await page.goto(service.address);
  await page.route('**/weather/**', (route) =>
    route.fulfill({ status: 502, body: '<h1>Bad Gateway</h1>' }),
  );
  await page.getByRole('button', { name: 'Ask' }).click();
  await expect(page.locator('#answer')).toHaveText(
    'No answer: the server answered with 502',
  );
});

test('the page fits on a phone', async ({ page, service }) => {
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(service.address);
  await expect(page.locator('#connection')).toHaveText('Connected');
  const overflow = await page.evaluate(
    () => document.documentElement.scrollWidth - window.innerWidth,
  );
  expect(overflow).toBeLessThanOrEqual(0);
});
