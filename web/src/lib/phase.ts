// Where a player stands on the way from the queue to a result: one phase, told from what the server says of
// them.
import type { Match, MatchPlayer, Me } from './api';

export type Phase = 'setup' | 'banned' | 'timed_out' | 'idle' | 'searching' | 'found' | 'waiting' | 'playing';

export function needs_setup(me: Me): boolean {
  return !me.player.region || !me.player.country;
}

export function phase_of(me: Me, now_ms: number): Phase {
  if (me.match) {
    if (me.match.state !== 'found') return 'playing';
    return own_player(me.match, me.player.id)?.confirmed ? 'waiting' : 'found';
  }
  if (me.ticket) return 'searching';
  if (me.status === 'banned') return 'banned';
  if (needs_setup(me)) return 'setup';
  if (me.player.timeout_until && Date.parse(me.player.timeout_until) > now_ms) return 'timed_out';
  return 'idle';
}

export function own_player(match: Match, id: number | null): MatchPlayer | null {
  return match.players.find((player) => id !== null && player.player === id) ?? null;
}

export function opponents(match: Match, id: number | null): MatchPlayer[] {
  const own = own_player(match, id);
  return own ? match.players.filter((player) => player.team !== own.team) : [];
}

export type Ending =
  'win' | 'loss' | 'draw' | 'conflict' | 'aborted' | 'abandoned' | 'invalidated' | 'expired' | 'open';

/** How a match ended as this team sees it. */
export function ending_of(match: Pick<Match, 'state' | 'outcome'>, team: number | null): Ending {
  if (match.state === 'finished') {
    const winner = match.outcome?.winner ?? null;
    if (winner === null) return 'draw';
    return winner === team ? 'win' : 'loss';
  }
  if (match.state === 'found' || match.state === 'playing' || match.state === 'reported') return 'open';
  return match.state;
}

/**
 * At most one race of each side: choosing another of the same side replaces it, choosing it again removes it.
 */
export function toggle_race(chosen: string[], race: string, side_of: (race: string) => string): string[] {
  if (chosen.includes(race)) return chosen.filter((code) => code !== race);
  return [...chosen.filter((code) => side_of(code) !== side_of(race)), race];
}

/** A further veto beyond the limit is refused. */
export function toggle_veto(vetoes: string[], map: string, limit: number): string[] {
  if (vetoes.includes(map)) return vetoes.filter((code) => code !== map);
  return vetoes.length < limit ? [...vetoes, map] : vetoes;
}

export const kNamePattern = /^[A-Za-z]{3,12}$/;
