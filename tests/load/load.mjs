// Measures the event loop under load: 200 clients poll while 20 replays are uploaded at once.
//   node tests/load/load.mjs build/release/evoladder
// Prints the lag the program's own watchdog has seen; exit status 1 when its p99 is 10 ms or more.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import http from 'node:http';

const POLLERS = 200;
const PAIRS = 20;
const POLL_SECONDS = 20;
const LAG_P99_MS_MAX = 10;

const binary = process.argv[2];
if (!binary) {
  console.error('usage: node tests/load/load.mjs BINARY');
  process.exit(2);
}
const folder = mkdtempSync(join(tmpdir(), 'evoladder-load-'));
const settings = ['reads_per_second=100000', 'writes_per_second=10000', 'uploads_per_minute=100000', 'sign_ins_per_minute=100000'];
const child = spawn(binary, ['demo', '--data', folder, '--port', '0', '--players', '60', '--set', 'log.level=warn',
  ...settings.flatMap((setting) => ['--set', `http.${setting}`])], { stdio: ['ignore', 'pipe', 'inherit'] });
const base = await new Promise((resolve, reject) => {
  child.stdout.on('data', (data) => {
    const found = /listening on (http:\S+)/.exec(String(data));
    if (found) resolve(found[1]);
  });
  child.on('exit', (code) => reject(new Error(`the program ended with ${code}`)));
});
const agent = new http.Agent({ keepAlive: true, maxSockets: 230 });

function call(session, method, path, body, headers = {}) {
  return new Promise((resolve, reject) => {
    const json = body !== undefined && !(body instanceof Buffer);
    const payload = json ? Buffer.from(JSON.stringify(body)) : body;
    const request = http.request(base + path, {
      method, agent,
      headers: {
        ...(session ? { Cookie: session.cookie, 'X-CSRF-Token': session.csrf } : {}),
        ...(payload ? { 'Content-Length': payload.length, 'Content-Type': json ? 'application/json' : 'application/octet-stream' } : {}),
        ...headers,
      },
    }, (response) => {
      const parts = [];
      response.on('data', (part) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(parts) }));
    });
    request.on('error', reject);
    request.end(payload);
  });
}
const api = (path) => `/api/v1${path}`;
const parsed = (answer) => JSON.parse(answer.body.toString());
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function guest(race, region) {
  const answer = await call(null, 'POST', api('/session/guest'), {});
  if (answer.status !== 201) throw new Error(`sign-in: ${answer.status} ${answer.body}`);
  const session = { cookie: answer.headers['set-cookie'][0].split(';')[0], csrf: parsed(answer).csrf, race };
  await call(session, 'PATCH', api('/me'), { region, country: 'DE' });
  return session;
}

// Queues, confirms and produces a replay; the upload is left to the caller.
async function until_playing(session) {
  await call(session, 'POST', api('/queue'), { mode: '1v1', races: [session.race], vetoes: [] });
  let confirmed = 0;
  for (let i = 0; i < 600; ++i) {
    const me = parsed(await call(session, 'GET', api('/me')));
    const match = me.match;
    if (match && match.state === 'found' && match.id !== confirmed) {
      confirmed = match.id;
      await call(session, 'POST', api(`/matches/${match.id}/confirm`));
    }
    if (match && match.state === 'playing') return match.id;
    if (!match && me.status === 'idle') await call(session, 'POST', api('/queue'), { mode: '1v1', races: [session.race], vetoes: [] });
    await pause(200);
  }
  throw new Error('never came to play');
}

try {
  const sessions = [];
  for (let i = 0; i < PAIRS; ++i) sessions.push(await guest(i % 2 ? 'sc2_terran' : 'bw_zerg', 'EUW'));
  const matches = await Promise.all(sessions.map(until_playing));
  await pause(2000);
  const files = await Promise.all(sessions.map(async (session, i) => {
    const answer = await call(session, 'POST', api(`/demo/matches/${matches[i]}/replay`), { result: 'win' });
    return answer.body;
  }));

  let stop = false;
  let requests = 0;
  const delays = [];
  const paths = ['/leaderboard?size=50', '/queue', '/session', '/matches?limit=20', '/me'];
  const pollers = Array.from({ length: POLLERS }, async (_, i) => {
    while (!stop) {
      const started = performance.now();
      await call(sessions[i % sessions.length], 'GET', api(paths[(i + requests) % paths.length]));
      delays.push(performance.now() - started);
      ++requests;
      await pause(1000);
    }
  });
  await pause((POLL_SECONDS * 1000) / 2);
  const started = performance.now();
  const uploads = await Promise.all(sessions.map((session, i) =>
    call(session, 'POST', api(`/matches/${matches[i]}/replay`), files[i], { 'Idempotency-Key': `load-${i}` })));
  const uploaded_ms = performance.now() - started;
  await pause((POLL_SECONDS * 1000) / 2);
  stop = true;
  await Promise.all(pollers);
  let judged = 0;
  for (const [i, session] of sessions.entries()) {
    const match = parsed(await call(session, 'GET', api(`/matches/${matches[i]}`)));
    if (match.state === 'finished') ++judged;
  }
  delays.sort((a, b) => a - b);
  const loop = parsed(await call(null, 'GET', api('/status'))).loop;
  console.log(`${requests} requests by ${POLLERS} clients, p50 ${delays[delays.length >> 1].toFixed(1)} ms, p99 ${delays[Math.floor(delays.length * 0.99)].toFixed(1)} ms`);
  console.log(`${uploads.filter((u) => u.status === 202).length} of ${PAIRS} replays accepted in ${uploaded_ms.toFixed(0)} ms, ${judged} matches decided`);
  console.log(`event-loop lag p50 ${loop.p50_ms.toFixed(2)} ms, p99 ${loop.p99_ms.toFixed(2)} ms, max ${loop.max_ms.toFixed(2)} ms, ${loop.samples} beats`);
  process.exitCode = loop.p99_ms < LAG_P99_MS_MAX && judged === PAIRS ? 0 : 1;
} finally {
  child.removeAllListeners('exit');
  child.kill('SIGTERM');
  await new Promise((resolve) => child.on('exit', resolve));
  rmSync(folder, { recursive: true, force: true });
  agent.destroy();
}
