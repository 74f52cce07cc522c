import { describe, expect, test } from 'vitest';
import {
  bytes,
  date_time,
  duration,
  flag_emoji,
  globe_emoji,
  milliseconds,
  percent,
  relative,
  safe_link,
  signed,
  win_rate,
  with_times,
} from './format';

test('signed uses a real minus and marks no change', () => {
  expect([15, -7, 0].map(signed)).toEqual(['+15', '−7', '±0']);
});

test('win rate of nothing is nothing', () => {
  expect(win_rate(3, 4)).toBe(0.75);
  expect(win_rate(0, 0)).toBeNull();
  expect(percent(0.625)).toBe('63\u00a0%');
  expect(percent(null)).toBe('–');
});

describe('relative', () => {
  const now = Date.parse('2026-03-01T12:00:00Z');
  const at = (seconds: number) => relative(new Date(now + seconds * 1000).toISOString(), now, 'en');
  test('chooses the unit', () => {
    expect(at(-3)).toBe('now');
    expect(at(-45)).toBe('45 seconds ago');
    expect(at(-119)).toBe('1 minute ago');
    expect(at(-7300)).toBe('2 hours ago');
    expect(at(-86_400)).toBe('yesterday');
    expect(at(-40 * 86_400)).toBe('last month');
    expect(at(-800 * 86_400)).toBe('2 years ago');
    expect(at(3 * 3600)).toBe('in 3 hours');
  });
  test('stands what is no time', () => {
    expect(relative('?', now, 'en')).toBe('–');
    expect(date_time('?', 'en')).toBe('–');
  });
});

test('times inside a text', () => {
  const text = with_times('2026-03-01T12:00:00.116588Z to 2026-03-01T12:30:00Z, 2 players', 'en-GB');
  expect(text).not.toMatch(/T\d\d|Z/);
  expect(text).toMatch(/^1 Mar 2026.* to 1 Mar 2026.*, 2 players$/);
});

test('durations and sizes', () => {
  expect([12, 1043, 4831, 200_000].map(duration)).toEqual(['12 s', '17 min 23 s', '1 h 20 min', '2 d 7 h']);
  expect([512, 40_123, 2_345_678].map(bytes)).toEqual(['512 B', '40 kB', '2.3 MB']);
  expect([0.081, 14.23, 250.4].map(milliseconds)).toEqual(['0.08 ms', '14.2 ms', '250 ms']);
});

test('flags only for countries', () => {
  expect(flag_emoji('KR')).toBe('🇰🇷');
  expect(['XX', 'ZZ', '', 'kr', 'KOR', null].map(flag_emoji)).toEqual(['', '', '', '', '', '']);
  expect([globe_emoji('AF'), globe_emoji('')]).toEqual(['🌍', '🌐']);
});

test('only links of known kinds are followed', () => {
  expect(safe_link('battlenet:://starcraft/map/2/1')).toBe('battlenet:://starcraft/map/2/1');
  expect(safe_link('https://example.org/')).toBe('https://example.org/');
  expect(safe_link('javascript:alert(1)')).toBeNull();
  expect(safe_link(' https://example.org/')).toBeNull();
  expect(safe_link(null)).toBeNull();
});
