import { describe, expect, test } from 'vitest';
import { Api, ApiError, error_from, file_name, is_repeatable, kAttemptsMax, query_string } from './api';

type Seen = { url: string; init: RequestInit };
type Answer = Response | Error;

function api_with(answers: Answer[], csrf: string | null = 'token', renewed = false) {
  const seen: Seen[] = [];
  const pauses: number[] = [];
  let keys = 0;
  let signed_out = 0;
  const api = new Api({
    fetch: async (url, init) => {
      seen.push({ url, init });
      const answer = answers.shift();
      if (!answer) throw new Error('unexpected request');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    csrf: () => csrf,
    new_key: () => `key-${++keys}`,
    sleep: async (ms) => void pauses.push(ms),
    on_signed_out: () => void (signed_out += 1),
    renew: async () => renewed,
  });
  return { api, seen, pauses, signed_out: () => signed_out };
}

const header = (seen: Seen | undefined, name: string) => (seen?.init.headers as Record<string, string>)[name];
const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });
const refusal = (status: number, kind: string, message: string) => json({ error: { kind, message } }, status);
const lost = () => new TypeError('Failed to fetch');

describe('actions', () => {
  test('carry the token and a key of their own', async () => {
    const { api, seen } = api_with([
      json({ event: 'queued', subject: 1 }),
      json({ event: 'left', subject: 1 }),
    ]);
    expect(await api.join_queue(['bw_zerg'], ['vermeer'])).toEqual({ event: 'queued', subject: 1 });
    await api.leave_queue();
    expect(seen[0]?.url).toBe('/api/v1/queue');
    expect(JSON.parse(String(seen[0]?.init.body))).toEqual({
      mode: '1v1',
      races: ['bw_zerg'],
      vetoes: ['vermeer'],
    });
    expect(seen.map((one) => header(one, 'Idempotency-Key'))).toEqual(['key-1', 'key-2']);
    expect(header(seen[1], 'X-CSRF-Token')).toBe('token');
  });
  test('are repeated with the same key when the connection breaks', async () => {
    const { api, seen, pauses } = api_with([
      lost(),
      refusal(503, 'unavailable', ''),
      json({ event: 'x', subject: 1 }),
    ]);
    await api.confirm(12);
    expect(seen.map((one) => header(one, 'Idempotency-Key'))).toEqual(['key-1', 'key-1', 'key-1']);
    expect(pauses).toEqual([500, 1000]);
  });
  test('give up after a few attempts', async () => {
    const { api, seen } = api_with(Array.from({ length: 9 }, lost));
    await expect(api.confirm(12)).rejects.toMatchObject({ kind: 'network', status: 0 });
    expect(seen).toHaveLength(kAttemptsMax);
  });
  test('are not repeated when refused', async () => {
    const { api, seen } = api_with([refusal(409, 'conflict', 'you are in a match')]);
    await expect(api.leave_queue()).rejects.toMatchObject({
      kind: 'conflict',
      message: 'you are in a match',
    });
    expect(seen).toHaveLength(1);
  });
  test('wait as long as a busy server says, if that is short', async () => {
    const busy = () => json({}, 429, { 'Retry-After': '2' });
    const { api, pauses } = api_with([busy(), json({ event: 'x', subject: 1 })]);
    await api.abort(3);
    expect(pauses).toEqual([2000]);
    const long = api_with([json({}, 429, { 'Retry-After': '600' })]);
    await expect(long.api.abort(3)).rejects.toMatchObject({ kind: 'busy', retry_after_s: 600 });
  });
  test('take a renewed token once', async () => {
    const forbidden = () => refusal(403, 'forbidden', 'wrong token');
    const good = api_with([forbidden(), json({ event: 'x', subject: 1 })], 'token', true);
    await good.api.confirm(1);
    expect(good.seen).toHaveLength(2);
    const bad = api_with([forbidden(), forbidden()], 'token', true);
    await expect(bad.api.confirm(1)).rejects.toMatchObject({ kind: 'forbidden' });
    const same = api_with([forbidden()]);
    await expect(same.api.confirm(1)).rejects.toMatchObject({ kind: 'forbidden' });
  });
  test('send a file as it is', async () => {
    const { api, seen } = api_with([json({ event: 'uploaded', subject: 4 }, 202)]);
    const file = new Blob(['MPQ']);
    expect((await api.upload_replay(9, file)).subject).toBe(4);
    expect(seen[0]?.init.body).toBe(file);
    expect(header(seen[0], 'Content-Type')).toBe('application/octet-stream');
  });
});

describe('reads', () => {
  test('carry neither token nor key', async () => {
    const { api, seen } = api_with([json({ matches: [], next_before: null })]);
    await api.matches({ player: 7, limit: 20 });
    expect(seen[0]?.url).toBe('/api/v1/matches?player=7&limit=20');
    expect(header(seen[0], 'Idempotency-Key')).toBeUndefined();
    expect(header(seen[0], 'X-CSRF-Token')).toBeUndefined();
  });
  test('tell when the session is gone', async () => {
    const { api, signed_out } = api_with([refusal(401, 'forbidden', 'sign in')]);
    await expect(api.me()).rejects.toMatchObject({ kind: 'signed_out' });
    expect(signed_out()).toBe(1);
  });
  test('an answer without content is nothing', async () => {
    const { api } = api_with([new Response(null, { status: 204 })]);
    expect(await api.sign_out()).toBeNull();
  });
});

test('the demo’s file keeps the name that the server gave', async () => {
  const headers = { 'Content-Disposition': 'attachment; filename="Holy World (3).SC2Replay"' };
  const { api } = api_with([new Response('MPQ', { headers })]);
  const file = await api.play_demo(3, 'win');
  expect(file.name).toBe('Holy World (3).SC2Replay');
  expect(file.size).toBe(3);
});

test('file names without folders', () => {
  expect(file_name('attachment; filename=a.SC2Replay')).toBe('a.SC2Replay');
  expect(file_name('attachment; filename="..\\..\\x/y.SC2Replay"')).toBe('y.SC2Replay');
  expect(file_name('inline')).toBeNull();
  expect(file_name(null)).toBeNull();
});

describe('error_from', () => {
  test('takes the server’s words, and stands anything else', () => {
    expect(error_from(400, '{"error":{"kind":"invalid","message":"name: too short"}}', null)).toMatchObject({
      kind: 'invalid',
      message: 'name: too short',
    });
    expect(error_from(502, '<html>Bad gateway</html>', null)).toMatchObject({
      kind: 'unavailable',
      message: '',
    });
    expect(error_from(500, 'null', null).kind).toBe('internal');
    expect(error_from(418, '{"error":"teapot"}', null)).toMatchObject({ kind: 'invalid', message: '' });
    expect(error_from(429, '', 'tomorrow').retry_after_s).toBeNull();
  });
  test('knows what may be repeated', () => {
    const of = (status: number, retry: string | null = null) => is_repeatable(error_from(status, '', retry));
    expect([400, 401, 403, 404, 409, 413, 500].map((status) => of(status))).toEqual(Array(7).fill(false));
    expect([503, 504, 429].map((status) => of(status))).toEqual([true, true, true]);
    expect(of(429, '60')).toBe(false);
    expect(is_repeatable(new ApiError('network', '', 0))).toBe(true);
  });
});

test('query strings leave out what is not set', () => {
  expect(query_string({ a: 1, b: undefined, c: '', d: 'x y' })).toBe('?a=1&d=x+y');
  expect(query_string({})).toBe('');
});
