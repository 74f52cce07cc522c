// Names behind codes. An unknown code (an older season's map, an imported game) is shown as it is.
import type { Catalog, GameMap, Race } from './api';

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
