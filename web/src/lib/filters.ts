// What the leaderboard shows, to and from the address bar, so that a view can be shared and survives a
// reload; and the query that the server understands.
import type { LetterRank } from './api';

export type Filters = {
  races: string[];
  country: string;
  region: string;
  rank: LetterRank | '';
  best: boolean;
  search: string;
  page: number;
};

export const kPageSize = 50;
export const kRanks: LetterRank[] = ['S', 'A', 'B', 'C', 'D', 'E', 'F', 'U'];
export const kNoFilters: Filters = {
  races: [],
  country: '',
  region: '',
  rank: '',
  best: false,
  search: '',
  page: 1,
};

const kSearchMax = 40;

export function filters_from(query: URLSearchParams): Filters {
  const rank = (query.get('rank') ?? '').toUpperCase() as LetterRank;
  const page = Number(query.get('page') ?? '1');
  return {
    races: (query.get('race') ?? '').split(',').filter((code) => /^[a-z0-9_]{1,40}$/.test(code)),
    country: code_of(query.get('country')),
    region: code_of(query.get('region')),
    rank: kRanks.includes(rank) ? rank : '',
    best: query.get('best') === '1',
    search: (query.get('search') ?? '').slice(0, kSearchMax),
    page: Number.isSafeInteger(page) && page >= 1 ? page : 1,
  };
}

function code_of(text: string | null): string {
  const code = (text ?? '').toUpperCase();
  return /^[A-Z]{2,3}$/.test(code) ? code : '';
}

/** Without defaults: an unfiltered first page is an empty query. */
export function query_from(filters: Filters): URLSearchParams {
  const query = new URLSearchParams();
  if (filters.races.length > 0) query.set('race', filters.races.join(','));
  if (filters.country) query.set('country', filters.country);
  if (filters.region) query.set('region', filters.region);
  if (filters.rank) query.set('rank', filters.rank);
  if (filters.best) query.set('best', '1');
  if (filters.search.trim()) query.set('search', filters.search.trim().slice(0, kSearchMax));
  if (filters.page > 1) query.set('page', String(filters.page));
  return query;
}

export function server_query(filters: Filters, page: number = filters.page): string {
  const query = query_from({ ...filters, page: 1 });
  query.set('page', String(page));
  query.set('size', String(kPageSize));
  return query.toString();
}

export function is_filtered(filters: Filters): boolean {
  return query_from({ ...filters, page: 1 }).size > 0;
}

/** Whether an entry would be on the filtered board. Best race is left out: only the server knows it. */
export function admits(
  filters: Filters,
  entry: {
    race: string;
    country: string | null;
    region: string | null;
    rank: string;
    name: string;
    partner?: { name: string } | null;
  },
): boolean {
  if (filters.races.length > 0 && !filters.races.includes(entry.race)) return false;
  if (filters.country && filters.country !== entry.country) return false;
  if (filters.region && filters.region !== entry.region) return false;
  if (filters.rank && filters.rank !== entry.rank) return false;
  const part = filters.search.trim().toLowerCase();
  return [entry.name, entry.partner?.name ?? ''].some((name) => name.toLowerCase().includes(part));
}

/**
 * The page on which an entry at `position` stands, by bisection: pages are ordered by position, but a filtered
 * board has gaps. `bounds` reads one page's first and last position. null: on none.
 */
export async function find_page(
  position: number,
  pages: number,
  bounds: (page: number) => Promise<{ first: number; last: number } | null>,
): Promise<number | null> {
  let low = 1;
  let high = pages;
  while (low <= high) {
    const middle = Math.floor((low + high) / 2);
    const found = await bounds(middle);
    if (found === null || position < found.first) high = middle - 1;
    else if (position > found.last) low = middle + 1;
    else return middle;
  }
  return null;
}
