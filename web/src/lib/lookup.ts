// Names behind codes. An unknown code (an older season's map, an imported game) is shown as it is.
import type { Catalog, Entry, GameMap, Partner, Race, RatingPoint } from './api';

export function race_of(catalog: Catalog | null, code: string | null): Race | null {
  return catalog?.races.find((race) => race.code === code) ?? null;
}

/** 0 for the first side, 1 for the second: chooses the accent colour. -1: no such race. */
export function side_index(catalog: Catalog | null, race: string | null): number {
  const side = race_of(catalog, race)?.side;
  return catalog?.sides.findIndex((candidate) => candidate.code === side) ?? -1;
}

export function country_name(catalog: Catalog | null, code: string | null): string {
  return catalog?.countries.find((country) => country.code === code)?.name ?? code ?? '';
}

export function region_name(catalog: Catalog | null, code: string | null): string {
  return catalog?.regions.find((region) => region.code === code)?.name ?? code ?? '';
}

export function map_of(catalog: Catalog | null, code: string): GameMap | null {
  return catalog?.maps.find((map) => map.code === code) ?? null;
}

/** Whether the ladder pairs two different sides; else every race may meet every other. */
export function has_two_sides(catalog: Catalog): boolean {
  return catalog.sides.length > 1;
}

/** What tells an entry apart from all others. */
export function entry_key(entry: Entry): string {
  return `${entry.mode}-${entry.player}-${entry.partner?.player ?? entry.race}`;
}

/** With whom `player` shares the entry; null: it is his alone. */
export function mate_of(entry: Entry, player: number): Partner | null {
  if (entry.partner?.player !== player) return entry.partner;
  return { player: entry.player, name: entry.name, country: entry.country, region: entry.region };
}

/** What a rating is of: a race, or else the mode, and whom it is shared with. */
export function rating_name(
  catalog: Catalog | null,
  entries: Entry[],
  player: number,
  of: { mode: string; race: string; pair: RatingPoint['pair'] },
): string {
  if (of.race !== '') return race_of(catalog, of.race)?.name ?? of.race;
  const shared = entries.find(
    (entry) =>
      entry.mode === of.mode && of.pair?.[0] === entry.player && of.pair[1] === entry.partner?.player,
  );
  const mate = shared && mate_of(shared, player);
  return mate ? `${of.mode} + ${mate.name}` : of.mode;
}
