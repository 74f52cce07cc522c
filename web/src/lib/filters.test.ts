import { describe, expect, test } from 'vitest';
import {
  admits,
  filters_from,
  find_page,
  is_filtered,
  kNoFilters,
  query_from,
  server_query,
} from './filters';

const read = (text: string) => filters_from(new URLSearchParams(text));

describe('filters in the address', () => {
  test('survive the way there and back', () => {
    const filters = {
      races: ['bw_zerg', 'sc2_terran'],
      country: 'KR',
      region: 'KRJ',
      rank: 'A' as const,
      best: true,
      search: 'flash & co',
      page: 3,
    };
    expect(filters_from(query_from(filters))).toEqual(filters);
  });
  test('defaults leave no trace', () => {
    expect(query_from(kNoFilters).toString()).toBe('');
    expect(read('')).toEqual(kNoFilters);
    expect(is_filtered({ ...kNoFilters, page: 9 })).toBe(false);
    expect(is_filtered({ ...kNoFilters, search: ' ' })).toBe(false);
    expect(is_filtered({ ...kNoFilters, best: true })).toBe(true);
  });
  test('nonsense becomes the default', () => {
    expect(read('race=,<x>,bw_zerg&country=korea&region=1&rank=Z&best=yes&page=-2')).toEqual({
      ...kNoFilters,
      races: ['bw_zerg'],
    });
    expect(read('page=1e3').page).toBe(1000);
    expect(read('page=2.5').page).toBe(1);
    expect(read(`search=${'x'.repeat(200)}`).search).toHaveLength(40);
  });
  test('the server is asked for one page', () => {
    expect(server_query({ ...kNoFilters, races: ['bw_zerg'], page: 2 })).toBe('race=bw_zerg&page=2&size=50');
    expect(server_query(kNoFilters, 7)).toBe('page=7&size=50');
  });
});

test('admits mirrors the server’s filters', () => {
  const entry = { race: 'bw_zerg', country: 'KR', region: 'KRJ', rank: 'A', name: 'Jaedong' };
  expect(admits(kNoFilters, entry)).toBe(true);
  expect(admits({ ...kNoFilters, races: ['sc2_zerg'] }, entry)).toBe(false);
  expect(admits({ ...kNoFilters, country: 'DE' }, entry)).toBe(false);
  expect(admits({ ...kNoFilters, rank: 'B' }, entry)).toBe(false);
  expect(admits({ ...kNoFilters, search: ' DONG ' }, entry)).toBe(true);
  expect(admits({ ...kNoFilters, search: 'flash' }, entry)).toBe(false);
  expect(admits({ ...kNoFilters, search: 'flash' }, { ...entry, partner: { name: 'Flash' } })).toBe(true);
});

describe('find_page', () => {
  // A filtered board: places 3, 9, 27 … four to a page.
  const places = Array.from({ length: 41 }, (_, i) => 3 + i * 6);
  const pages = Math.ceil(places.length / 4);
  let asked = 0;
  const bounds = async (page: number) => {
    asked += 1;
    const rows = places.slice((page - 1) * 4, page * 4);
    return rows.length > 0 ? { first: rows[0] ?? 0, last: rows[rows.length - 1] ?? 0 } : null;
  };
  test('finds every place in few questions', async () => {
    for (const [index, place] of places.entries()) {
      asked = 0;
      expect(await find_page(place, pages, bounds)).toBe(Math.floor(index / 4) + 1);
      expect(asked).toBeLessThanOrEqual(4);
    }
  });
  test('says when it is nowhere', async () => {
    expect(await find_page(1, pages, bounds)).toBeNull();
    expect(await find_page(10_000, pages, bounds)).toBeNull();
    expect(await find_page(5, 0, bounds)).toBeNull();
    expect(await find_page(10_000, pages + 5, bounds)).toBeNull();
  });
});
