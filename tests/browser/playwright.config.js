// `cargo test --workspace --test browser` runs these tests; by hand, from this folder:
//   WORKBOOK=../../target/debug/workbook npx playwright test
import * as fs from 'node:fs';
import { defineConfig, firefox } from '@playwright/test';

/** Nothing that Chromium would do in the background, and no other host. */
const QUIET_CHROMIUM_FLAGS = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Chromium's sandbox refuses to start for root, as in a container. */
const ROOT_USER_FLAGS = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** @type {import('@playwright/test').Project} */
const CHROMIUM_PROJECT = {
  name: 'chromium',
  use: {
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [...QUIET_CHROMIUM_FLAGS, ...ROOT_USER_FLAGS],
    },
  },
};

/**
 * The same tests in the Firefox that Playwright brings along. It's a download
 * of its own, which the machines that run these tests may not be able to make,
 * so this project exists only after `npx playwright install firefox`.
 * @type {import('@playwright/test').Project}
 */
const FIREFOX_PROJECT = { name: 'firefox', use: { browserName: 'firefox' } };

const hasFirefox = fs.existsSync(firefox.executablePath());

export default defineConfig({
  testDir: '.',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  // A test that passes only then is reported, and counted, as flaky.
  retries: process.env.CI ? 1 : 0,
  // Generous, for machines that do other things meanwhile.
  timeout: 150_000,
  expect: { timeout: 40_000 },
  reporter: 'list',
  use: {
    actionTimeout: 40_000,
    viewport: { width: 1280, height: 800 },
  },
  projects: hasFirefox
    ? [CHROMIUM_PROJECT, FIREFOX_PROJECT]
    : [CHROMIUM_PROJECT],
});
