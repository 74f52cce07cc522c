// Addresses of the client's pages, both ways. Pure: the history lives in router.svelte.ts.

export type Route =
  | { page: 'play' }
  | { page: 'leaderboard' }
  | { page: 'player'; id: number }
  | { page: 'matches' }
  | { page: 'match'; id: number }
  | { page: 'status' }
  | { page: 'missing' };

export function route_of(path: string): Route {
  const parts = path.split('/').filter((part) => part !== '');
  const [head, tail] = parts;
  if (parts.length === 0) return { page: 'play' };
  if (parts.length === 1 && (head === 'leaderboard' || head === 'matches' || head === 'status'))
    return { page: head };
  const id = /^[1-9]\d{0,15}$/.test(tail ?? '') ? Number(tail) : 0;
  if (parts.length === 2 && id > 0 && head === 'players') return { page: 'player', id };
  if (parts.length === 2 && id > 0 && head === 'matches') return { page: 'match', id };
  return { page: 'missing' };
}

export const player_path = (id: number): string => `/players/${id}`;
export const match_path = (id: number): string => `/matches/${id}`;
