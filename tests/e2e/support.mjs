// What the browser tests share: the real server as a child process, browser contexts that fail a test on any
// console error or policy violation, and the steps that every journey repeats.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import axe from 'axe-core';
import { chromium } from 'playwright-core';

const here = import.meta.dirname;
const kOutput = join(here, 'output');
const kBinary = resolve(process.env.EVOLADDER_BINARY ?? join(here, '../../build/dev/evoladder'));
const kChromium = process.env.CHROMIUM ?? '/usr/bin/chromium';
const kChromiumFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const kStartMs = 60_000;
const kStopMs = 10_000;
export const kMatchMs = 60_000;
const kThemes = { wide: 'dark', narrow: 'light' };
export const kWidths = {
  wide: { width: 1280, height: 900 },
  narrow: { width: 390, height: 844 },
};

/** Starts `evoladder demo` on a free port with a data folder of its own. */
export async function start_server({ players, seed = 7 }) {
  assert.ok(existsSync(kBinary), `no server at ${kBinary}: build it, or set EVOLADDER_BINARY`);
  const data = mkdtempSync(join(tmpdir(), 'evoladder-e2e-'));
  const options = [
    'demo',
    '--port',
    '0',
    '--data',
    data,
    '--players',
    String(players),
    '--seed',
    String(seed),
  ];
  const child = spawn(kBinary, options, { stdio: ['ignore', 'pipe', 'pipe'] });
  let log = '';
  const url = await new Promise((found, failed) => {
    const timer = setTimeout(() => failed(new Error(`the server did not start:\n${log}`)), kStartMs);
    const read = (text) => {
      log += text;
      const line = log.match(/listening on (http:\/\/127\.0\.0\.1:\d+)/);
      if (!line) return;
      clearTimeout(timer);
      found(line[1]);
    };
    child.stdout.setEncoding('utf8').on('data', read);
    child.stderr.setEncoding('utf8').on('data', read);
    child.on('exit', (code) => failed(new Error(`the server ended with ${code}:\n${log}`)));
  });
  const stop = async () => {
    const ended = new Promise((done) => child.on('exit', done));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), kStopMs);
    await ended;
    clearTimeout(timer);
    rmSync(data, { recursive: true, force: true });
  };
  return { url, stop, log: () => log };
}

export function open_browser() {
  assert.ok(existsSync(kChromium), `no browser at ${kChromium}: install chromium, or set CHROMIUM`);
  return chromium.launch({
    executablePath: kChromium,
    headless: true,
    args: kChromiumFlags,
  });
}

const kReader = { locale: 'en-GB', timezoneId: 'UTC', colorScheme: 'dark' };

/** A visitor with cookies of their own. `faults` collects whatever the page should not have said. */
export async function visit(browser, url, options = {}) {
  const context = await browser.newContext({
    viewport: kWidths.wide,
    ...kReader,
    ...options,
  });
  const page = await context.newPage();
  const faults = [];
  page.on('console', (message) => message.type() === 'error' && faults.push(`console: ${message.text()}`));
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  await context.exposeBinding('evoladder_violation', (_, what) => faults.push(`policy: ${what}`));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) =>
      window.evoladder_violation(`${event.violatedDirective} ${event.blockedURI}`),
    );
  });
  await page.goto(url);
  return { context, page, faults };
}

export const by_id = (page, id) => page.getByTestId(id);

export async function wait_phase(page, phase, timeout = 15_000) {
  await page.locator(`[data-testid=phase][data-phase=${phase}]`).waitFor({ timeout });
}

export async function sign_in(page, name) {
  await by_id(page, 'guest-name').fill(name);
  await by_id(page, 'guest-sign-in').click();
  await wait_phase(page, 'setup');
}

export async function set_profile(page, { name, region, country }) {
  await by_id(page, 'profile-name').fill(name);
  await by_id(page, 'profile-region').selectOption(region);
  await by_id(page, 'profile-country').selectOption(country);
  await by_id(page, 'profile-save').click();
  await wait_phase(page, 'idle');
}

export async function queue(page, races) {
  for (const race of races) await by_id(page, `race-${race}`).click();
  await by_id(page, 'queue-join').click();
  await wait_phase(page, 'searching');
}

export async function confirm(page) {
  await wait_phase(page, 'found', kMatchMs);
  await by_id(page, 'match-confirm').click();
}

/** A mark that a reload would wipe out. */
export async function mark(page) {
  await page.evaluate(() => (window.evoladder_mark = true));
}

export async function assert_not_reloaded(page) {
  assert.equal(await page.evaluate(() => window.evoladder_mark === true), true, 'the page was loaded anew');
}

export function assert_clean(...visitors) {
  assert.deepEqual(
    visitors.flatMap((visitor) => visitor.faults),
    [],
    'the browser complained',
  );
}

/** Breaches of WCAG 2.2 A and AA that a program can see, contrast included. */
async function breaches(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source);
  return page.evaluate(async (tags) => {
    const { violations } = await window.axe.run(document, {
      runOnly: { type: 'tag', values: tags },
    });
    return violations.flatMap((one) =>
      one.nodes.map((node) => `${one.id}: ${node.html} ${node.failureSummary}`),
    );
  }, kRules);
}
const kRules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

let pictures = 0;

/**
 * Pictures at both widths, in one theme each: nothing may stick out to the side. The two take turns at being examined
 * for accessibility, which takes longer than everything else here.
 */
export async function picture(page, name) {
  if (process.env.EVOLADDER_E2E_FAST) return;
  mkdirSync(kOutput, { recursive: true });
  const examined = pictures++ % 2 === 0 ? 'wide' : 'narrow';
  for (const [label, size] of Object.entries(kWidths)) {
    await page.setViewportSize(size);
    // Without motion a change of theme is over at once, so that no colour is measured half way.
    await page.emulateMedia({
      colorScheme: kThemes[label],
      reducedMotion: 'reduce',
    });
    await page.waitForTimeout(150);
    if (label === examined) assert.deepEqual(await breaches(page), [], `${name}, ${label}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    await page.screenshot({
      path: join(kOutput, `${name}-${label}.png`),
      fullPage: true,
    });
    assert.ok(wider <= 0, `${name} is ${wider} px too wide at ${size.width}`);
  }
  await page.setViewportSize(kWidths.wide);
  await page.emulateMedia({ colorScheme: 'dark', reducedMotion: null });
}
