// Journeys of players through the real server in a real browser.
//   EVOLADDER_BINARY    the server (default ../../build/dev/evoladder)
//   CHROMIUM            the browser (default /usr/bin/chromium)
//   EVOLADDER_E2E_FAST  set: no pictures and no accessibility checks
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as s from './support.mjs';

const { by_id } = s;
const kResultMs = 30_000;
const kSuiteMs = 600_000;
let browser;

before(async () => {
  browser = await s.open_browser();
});
after(() => browser?.close());

describe('two people alone on a ladder', { timeout: kSuiteMs }, () => {
  let server;
  before(async () => {
    server = await s.start_server({ players: 0 });
  });
  after(() => server?.stop());

  test('meet, play, drop the replay, and both see the result', async () => {
    const ann = await s.visit(browser, server.url);
    const bob = await s.visit(browser, server.url);
    const watcher = await s.visit(browser, `${server.url}/leaderboard`);
    await by_id(watcher.page, 'board-empty').waitFor();
    await s.picture(ann.page, '01-welcome');
    await s.sign_in(ann.page, 'Annika');
    await s.sign_in(bob.page, 'Bobsled');
    await s.picture(ann.page, '02-setup');
    await s.set_profile(ann.page, {
      name: 'Annika',
      region: 'EUW',
      country: 'DE',
    });
    await s.set_profile(bob.page, {
      name: 'Bobsled',
      region: 'KRJ',
      country: 'KR',
    });
    await by_id(ann.page, 'veto-vermeer').click();
    assert.match(await by_id(ann.page, 'veto-count').innerText(), /^1 of 4/);
    await s.queue(ann.page, ['bw_zerg']);
    await s.picture(ann.page, '04-searching');
    await Promise.all([s.mark(ann.page), s.mark(bob.page)]);
    await s.queue(bob.page, ['sc2_terran']);

    await s.wait_phase(ann.page, 'found', s.kMatchMs);
    await s.picture(ann.page, '05-found');
    assert.match(await ann.page.title(), /^Match found/);
    assert.equal(
      await ann.page.getByText('Bobsled').count(),
      0,
      'the opponent is known before both confirmed',
    );
    await s.confirm(ann.page);
    await s.wait_phase(ann.page, 'waiting');
    await s.picture(ann.page, '06-waiting');
    await s.confirm(bob.page);
    await Promise.all([s.wait_phase(ann.page, 'playing'), s.wait_phase(bob.page, 'playing')]);
    await by_id(ann.page, 'match-info').getByText('Bobsled').waitFor();
    await by_id(bob.page, 'match-info').getByText('Annika').waitFor();

    await by_id(ann.page, 'demo-win').click();
    await by_id(ann.page, 'demo-chip').waitFor();
    await s.picture(ann.page, '07-playing');
    await by_id(ann.page, 'demo-chip').dragTo(by_id(ann.page, 'drop-zone'));
    const titles = [by_id(ann.page, 'result-title'), by_id(bob.page, 'result-title')];
    await Promise.all(titles.map((title) => title.waitFor({ timeout: kResultMs })));
    assert.deepEqual(await Promise.all(titles.map((title) => title.innerText())), ['Victory', 'Defeat']);
    assert.equal(await by_id(ann.page, 'rating-after').getAttribute('data-rating'), '1520');
    assert.equal(await by_id(bob.page, 'rating-after').getAttribute('data-rating'), '1480');
    await Promise.all([s.assert_not_reloaded(ann.page), s.assert_not_reloaded(bob.page)]);
    await watcher.page.locator('[data-testid=board-row][data-player=Annika]').waitFor();
    await by_id(ann.page, 'check-result').waitFor();
    await by_id(ann.page, 'result-place').waitFor();
    await ann.page.waitForTimeout(1300);
    await s.picture(ann.page, '08-result');

    await ann.page.reload();
    await by_id(ann.page, 'result-title').waitFor();
    await by_id(ann.page, 'result-details').click();
    await by_id(ann.page, 'match-page').waitFor();
    await s.picture(ann.page, '09-match');
    await ann.page.getByRole('navigation').getByText('Leaderboard').click();
    for (const [name, place] of [
      ['Annika', '1'],
      ['Bobsled', '2'],
    ]) {
      const row = ann.page.locator(`[data-testid=board-row][data-player=${name}]`);
      await row.waitFor();
      assert.match(await row.innerText(), new RegExp(`^${place}\\s`));
    }
    s.assert_clean(ann, bob, watcher);
    await Promise.all([ann, bob, watcher].map((visitor) => visitor.context.close()));
  });

  test('decline a match, and report one by hand', async () => {
    const cat = await s.visit(browser, server.url);
    const dog = await s.visit(browser, server.url);
    const eve = await s.visit(browser, server.url);
    for (const [visitor, name] of [
      [cat, 'Catalina'],
      [dog, 'Dogwood'],
      [eve, 'Evelyn'],
    ]) {
      await s.sign_in(visitor.page, name);
      await s.set_profile(visitor.page, { name, region: 'EUW', country: 'FR' });
    }
    await s.queue(cat.page, ['bw_terran']);
    await s.queue(dog.page, ['sc2_zerg']);
    await s.wait_phase(dog.page, 'found', s.kMatchMs);
    await by_id(dog.page, 'match-decline').click();
    await by_id(dog.page, 'decline-confirm').click();
    await by_id(dog.page, 'timed-out').waitFor();
    await s.picture(dog.page, '10-timed-out');
    await by_id(cat.page, 'result-title').waitFor({ timeout: kResultMs });
    assert.equal(await by_id(cat.page, 'result-title').innerText(), 'Match cancelled');
    assert.equal(await cat.page.getByText('Dogwood').count(), 0, 'who declined is known');

    await s.queue(eve.page, ['sc2_zerg']);
    await by_id(cat.page, 'queue-again').click();
    await Promise.all([s.confirm(cat.page), s.confirm(eve.page)]);
    await Promise.all([s.wait_phase(cat.page, 'playing'), s.wait_phase(eve.page, 'playing')]);
    await by_id(cat.page, 'report-loss').click();
    await by_id(cat.page, 'report-confirm').click();
    await by_id(cat.page, 'own-report').waitFor();
    await by_id(eve.page, 'other-report').waitFor({ timeout: kResultMs });
    await s.picture(eve.page, '11-reported');
    await by_id(eve.page, 'report-win').click();
    await by_id(eve.page, 'report-confirm').click();
    await by_id(eve.page, 'result-title').waitFor({ timeout: kResultMs });
    await by_id(cat.page, 'result-title').waitFor({ timeout: kResultMs });
    assert.equal(await by_id(eve.page, 'result-title').innerText(), 'Victory');
    assert.equal(await by_id(cat.page, 'result-title').innerText(), 'Defeat');
    s.assert_clean(cat, dog, eve);
    await Promise.all([cat, dog, eve].map((visitor) => visitor.context.close()));
  });
});

describe('a ladder with simulated opponents', { timeout: kSuiteMs }, () => {
  let server;
  before(async () => {
    server = await s.start_server({ players: 20 });
  });
  after(() => server?.stop());

  test('a guest is matched with one of them, uploads a file, and queues again', async () => {
    const guest = await s.visit(browser, server.url, { acceptDownloads: true });
    const { page } = guest;
    await s.sign_in(page, 'Gustav');
    await s.set_profile(page, { name: 'Gustav', region: 'EUW', country: 'DE' });
    await s.picture(page, '03-queue');
    await s.queue(page, ['bw_zerg', 'sc2_terran']);
    await s.confirm(page);
    await s.wait_phase(page, 'playing', s.kMatchMs);
    await by_id(page, 'demo-loss').click();
    const saving = page.waitForEvent('download');
    await by_id(page, 'demo-download').click();
    const file = await (await saving).path();
    const name = (await by_id(page, 'demo-chip').getAttribute('aria-label')) ?? 'game.SC2Replay';
    const { readFile } = await import('node:fs/promises');
    const upload = {
      name,
      mimeType: 'application/octet-stream',
      buffer: await readFile(file),
    };
    await by_id(page, 'replay-input').setInputFiles(upload);
    await by_id(page, 'result-title').waitFor({ timeout: kResultMs });
    assert.equal(await by_id(page, 'result-title').innerText(), 'Defeat');
    await by_id(page, 'queue-again').click();
    await page.locator('[data-testid=phase]:is([data-phase=searching], [data-phase=found])').waitFor();

    await page.getByRole('navigation').getByText('Leaderboard').click();
    await by_id(page, 'jump-to-me').click();
    const own = page.locator('[data-testid=board-row][data-player=Gustav]');
    await own.first().waitFor();
    s.assert_clean(guest);
    await guest.context.close();
  });

  test('every public page stands at both widths, in both themes', async () => {
    const reader = await s.visit(browser, `${server.url}/leaderboard`);
    const { page } = reader;
    await by_id(page, 'board-row').first().waitFor();
    await s.picture(page, '12-leaderboard');
    await by_id(page, 'filter-bw_zerg').click();
    await page.waitForURL(/race=bw_zerg/);
    await page.reload();
    await by_id(page, 'board-row').first().waitFor();
    const races = await by_id(page, 'board-row').evaluateAll((rows) => rows.map((row) => row.dataset.race));
    assert.deepEqual([...new Set(races)], ['bw_zerg']);
    await by_id(page, 'board-row').first().getByRole('link').click();
    await by_id(page, 'rating-chart').waitFor();
    await s.picture(page, '13-player');
    await page.goto(`${server.url}/matches`);
    await by_id(page, 'match-row').first().waitFor();
    await s.picture(page, '14-matches');
    await page.goto(`${server.url}/status`);
    await by_id(page, 'status-page').waitFor();
    await s.picture(page, '15-status');
    await page.goto(`${server.url}/nowhere`);
    await by_id(page, 'not-found').waitFor();
    await s.picture(page, '16-not-found');
    await page.goto(server.url);
    await by_id(page, 'match-row').first().waitFor();
    await s.picture(page, '17-welcome-busy');
    s.assert_clean(reader);
    await reader.context.close();
  });
});
