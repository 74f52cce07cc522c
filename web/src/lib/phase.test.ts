import { describe, expect, test } from 'vitest';
import type { Match, MatchPlayer, Me, Profile } from './api';
import { ending_of, kNamePattern, opponents, own_player, phase_of, toggle_race, toggle_veto } from './phase';

const kNow = Date.parse('2026-03-01T12:00:00Z');
const one = (part: Partial<MatchPlayer>): MatchPlayer => ({
  team: 0,
  player: null,
  name: null,
  race: null,
  region: null,
  country: null,
  rating_before: null,
  rating_change: null,
  rating_now: null,
  confirmed: false,
  report: null,
  fault: 'none',
  ...part,
});
const match = (part: Partial<Match>): Match =>
  ({ state: 'found', players: [one({ player: 1 }), one({ team: 1 })], outcome: null, ...part }) as Match;
const me = (part: Partial<Me>, player: Partial<Profile> = {}): Me =>
  ({
    status: 'idle',
    ticket: null,
    match: null,
    player: { id: 1, region: 'EUW', country: 'DE', timeout_until: null, ...player },
    ...part,
  }) as Me;

describe('phase_of', () => {
  test('a live match comes before everything else', () => {
    expect(phase_of(me({ match: match({}) }), kNow)).toBe('found');
    const confirmed = match({ players: [one({ player: 1, confirmed: true }), one({ team: 1 })] });
    expect(phase_of(me({ match: confirmed }), kNow)).toBe('waiting');
    expect(phase_of(me({ match: match({ state: 'playing' }) }), kNow)).toBe('playing');
    expect(phase_of(me({ match: match({ state: 'reported' }), status: 'banned' }), kNow)).toBe('playing');
  });
  test('then the queue, then what keeps one from it', () => {
    const ticket = { id: 1 } as Me['ticket'];
    expect(phase_of(me({ ticket }), kNow)).toBe('searching');
    expect(phase_of(me({ status: 'banned' }, { region: '' }), kNow)).toBe('banned');
    expect(phase_of(me({}, { region: '' }), kNow)).toBe('setup');
    expect(phase_of(me({}, { country: null }), kNow)).toBe('setup');
    expect(phase_of(me({}, { timeout_until: '2026-03-01T12:00:01Z' }), kNow)).toBe('timed_out');
    expect(phase_of(me({}, { timeout_until: '2026-03-01T12:00:00Z' }), kNow)).toBe('idle');
  });
});

test('the opponents are the other team, also while hidden', () => {
  const players = [one({ player: 1, team: 1 }), one({ team: 0 })];
  expect(own_player(match({ players }), 1)?.team).toBe(1);
  expect(opponents(match({ players }), 1)).toEqual([players[1]]);
  expect(opponents(match({ players }), 99)).toEqual([]);
  expect(own_player(match({ players }), null)).toBeNull();
});

test('endings as one side sees them', () => {
  const finished = (winner: number | null) => ({ state: 'finished' as const, outcome: { winner } });
  expect(ending_of(finished(0), 0)).toBe('win');
  expect(ending_of(finished(0), 1)).toBe('loss');
  expect(ending_of(finished(null), 1)).toBe('draw');
  expect(ending_of({ state: 'conflict', outcome: null }, 0)).toBe('conflict');
  expect(ending_of({ state: 'reported', outcome: null }, 0)).toBe('open');
});

test('one race of each side', () => {
  const side_of = (race: string) => race.split('_')[0] ?? '';
  expect(toggle_race([], 'bw_zerg', side_of)).toEqual(['bw_zerg']);
  expect(toggle_race(['bw_zerg'], 'sc2_zerg', side_of)).toEqual(['bw_zerg', 'sc2_zerg']);
  expect(toggle_race(['bw_zerg', 'sc2_zerg'], 'bw_terran', side_of)).toEqual(['sc2_zerg', 'bw_terran']);
  expect(toggle_race(['bw_zerg'], 'bw_zerg', side_of)).toEqual([]);
});

test('no more vetoes than allowed', () => {
  expect(toggle_veto(['a'], 'b', 2)).toEqual(['a', 'b']);
  expect(toggle_veto(['a', 'b'], 'c', 2)).toEqual(['a', 'b']);
  expect(toggle_veto(['a', 'b'], 'a', 2)).toEqual(['b']);
});

test('names', () => {
  const fits = (name: string) => kNamePattern.test(name);
  expect(['abc', 'Abcdefghijkl'].map(fits)).toEqual([true, true]);
  expect(['ab', 'abcdefghijklm', 'ab1', '김치찌', 'a b'].map(fits)).toEqual(Array(5).fill(false));
});
