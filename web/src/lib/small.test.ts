// The smaller pure parts: addresses, guesses, series, files on the move, texts.
import { describe, expect, test } from 'vitest';
import { carried_file, carries_file, check_in, fault_of, kTicketType } from './carry';
import { country_of_language, region_of_zone } from './guess';
import { match_path, player_path, route_of } from './routes';
import { chart_of, value_at } from './series';
import { t, t_or, tn } from './text';

describe('routes', () => {
  test('there and back', () => {
    expect(route_of('/')).toEqual({ page: 'play' });
    expect(route_of(player_path(7))).toEqual({ page: 'player', id: 7 });
    expect(route_of(`${match_path(12)}/`)).toEqual({ page: 'match', id: 12 });
    for (const page of ['leaderboard', 'matches', 'status']) expect(route_of(`/${page}`)).toEqual({ page });
  });
  test('anything else is missing', () => {
    for (const path of [
      '/players',
      '/players/0',
      '/players/x',
      '/matches/1/2',
      '/matches/1e3',
      '/Leaderboard',
    ]) {
      expect(route_of(path)).toEqual({ page: 'missing' });
    }
  });
});

test('guesses are codes or nothing', () => {
  expect(
    ['Europe/Berlin', 'Europe/Kyiv', 'Asia/Seoul', 'America/Bogota', 'Etc/UTC'].map(region_of_zone),
  ).toEqual(['EUW', 'EUE', 'KRJ', 'SAM', '']);
  expect(['de-AT', 'zh-Hant-TW', 'ko', 'en_US'].map(country_of_language)).toEqual(['AT', 'TW', '', 'US']);
});

describe('chart_of', () => {
  const point = (race: string, before: number, after: number, at: string) => ({
    mode: '1v1',
    race,
    pair: null as number[] | null,
    before,
    after,
    at,
    match: 1,
    cause: 'match',
  });
  const history = [
    point('sc2_zerg', 1500, 1480, '2026-03-01T12:00:10Z'),
    point('bw_zerg', 1520, 1505, '2026-03-01T12:00:20Z'),
    point('bw_zerg', 1500, 1520, '2026-03-01T12:00:00Z'),
  ];
  test('makes one line per race in the ladder’s order, over one axis', () => {
    const chart = chart_of(history, ['bw_zerg', 'sc2_zerg']);
    expect(chart.series).toEqual([
      { key: '1v1 bw_zerg ', mode: '1v1', race: 'bw_zerg', pair: null, first: 1500, last: 1505, games: 2 },
      { key: '1v1 sc2_zerg ', mode: '1v1', race: 'sc2_zerg', pair: null, first: 1500, last: 1480, games: 1 },
    ]);
    const start = chart.times_s[0] ?? 0;
    expect(chart.times_s.map((at) => at - start)).toEqual([0, 10, 600, 610, 620]);
    expect(chart.values).toEqual([
      [1500, null, 1520, null, 1505],
      [null, 1500, null, 1480, null],
    ]);
  });
  test('keeps modes and pairs apart that have no race', () => {
    const of = (mode: string, pair: number[] | null) => ({
      ...point('', 1500, 1520, '2026-03-01T12:00:00Z'),
      mode,
      pair,
    });
    const chart = chart_of([of('2v2', [1, 2]), of('2v2', [1, 3]), of('2v2', null), of('3v3', null)], []);
    expect(chart.series.map((one) => one.key)).toEqual(['2v2  1+2', '2v2  1+3', '2v2  ', '3v3  ']);
  });
  test('a reader sees the value that held then', () => {
    const line = [null, 1500, null, 1520];
    expect([0, 1, 2, 3, 9].map((index) => value_at(line, index))).toEqual([null, 1500, 1500, 1520, 1520]);
  });
  test('stands an empty history', () => {
    expect(chart_of([], [])).toEqual({ times_s: [], values: [], series: [] });
  });
});

describe('files', () => {
  const file = (name: string) => new File(['MPQ'], name);
  const transfer = (ticket: string, files: File[]) => ({
    getData: (type: string) => (type === kTicketType ? ticket : ''),
    files: files as unknown as FileList,
  });
  test('the ticket leads to the file; else the dropped file counts', () => {
    const kept = file('a.SC2Replay');
    const dropped = file('b.SC2Replay');
    expect(carried_file(transfer(check_in(kept), []))).toBe(kept);
    expect(carried_file(transfer('', [dropped]))).toBe(dropped);
    expect(carried_file(transfer('stale', []))).toBeNull();
  });
  test('only the newest are kept', () => {
    const first = check_in(file('first.SC2Replay'));
    for (let i = 0; i < 8; ++i) check_in(file('x.SC2Replay'));
    expect(carried_file(transfer(first, []))).toBeNull();
  });
  test('drags without a file are left alone', () => {
    expect(carries_file({ types: ['Files'] })).toBe(true);
    expect(carries_file({ types: [kTicketType] })).toBe(true);
    expect(carries_file({ types: ['text/plain'] })).toBe(false);
    expect(carries_file(null)).toBe(false);
  });
  test('faults that can be seen before an upload', () => {
    expect(fault_of({ name: 'x.sc2replay', size: 1 })).toBeNull();
    expect(fault_of({ name: 'x.zip', size: 1 })).toBe('not_a_replay');
    expect(fault_of({ name: 'x.SC2Replay', size: 0 })).toBe('empty');
  });
});

test('texts are filled, counted, and fall back to the server’s word', () => {
  expect(t('match.title', { id: 12 })).toBe('Match 12');
  expect(t('match.title')).toBe('Match {id}');
  expect([tn('queue.waiting', 1), tn('queue.waiting', 3)]).toEqual(['1 player waits', '3 players wait']);
  expect([t_or('check.map', 'map'), t_or('check.brand_new', 'brand_new')]).toEqual(['Map', 'brand_new']);
});
