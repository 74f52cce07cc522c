import { afterEach, describe, expect, test } from 'vitest';
import { clock_text, forget_server_time, learn_server_time, remaining, server_now } from './clock';

const kBase = Date.parse('2026-03-01T12:00:00Z');
afterEach(forget_server_time);

describe('remaining', () => {
  const since = '2026-03-01T12:00:00Z';
  const until = '2026-03-01T12:02:00Z';
  test('goes from the whole window to nothing', () => {
    expect(remaining(since, until, kBase)).toEqual({ ms: 120_000, fraction: 1, text: '2:00', over: false });
    expect(remaining(since, until, kBase + 90_000)).toMatchObject({
      ms: 30_000,
      fraction: 0.25,
      text: '0:30',
    });
    expect(remaining(since, until, kBase + 120_000)).toEqual({
      ms: 0,
      fraction: 0,
      text: '0:00',
      over: true,
    });
    expect(remaining(since, until, kBase + 999_000)).toMatchObject({ ms: 0, over: true });
  });
  test('shows a started second as a whole one, and never more than the window has', () => {
    expect(remaining(since, until, kBase + 119_400).text).toBe('0:01');
    expect(remaining(since, until, kBase - 5_000)).toMatchObject({ text: '2:00', fraction: 1 });
  });
  test('stands an empty window', () => {
    expect(remaining(since, since, kBase)).toMatchObject({ ms: 0, over: true });
  });
});

test('clock_text pads, and knows hours', () => {
  expect([0, 5, 75, 3600, 3675, -3, 59.9].map(clock_text)).toEqual([
    '0:00',
    '0:05',
    '1:15',
    '1:00:00',
    '1:01:15',
    '0:00',
    '0:59',
  ]);
});

describe('server time', () => {
  test('corrects a clock that is minutes off', () => {
    learn_server_time('2026-03-01T12:00:00Z', kBase - 180_000);
    expect(server_now(kBase - 180_000)).toBe(kBase);
  });
  test('ignores the jitter of answers and texts that are no time', () => {
    learn_server_time('2026-03-01T12:00:00Z', kBase - 180_000);
    learn_server_time('2026-03-01T12:00:01Z', kBase - 180_000);
    learn_server_time('soon', kBase);
    expect(server_now(kBase - 180_000)).toBe(kBase);
    learn_server_time('2026-03-01T12:00:10Z', kBase - 180_000);
    expect(server_now(kBase - 180_000)).toBe(kBase + 10_000);
  });
});
