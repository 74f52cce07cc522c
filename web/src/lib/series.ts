// Rating histories as lines: one for each rating over a shared time axis, as the chart wants them.
import type { RatingPoint } from './api';

export type Series = {
  key: string;
  mode: string;
  race: string;
  pair: number[] | null;
  first: number;
  last: number;
  games: number;
};
export type Chart = { times_s: number[]; values: (number | null)[][]; series: Series[] };

// About a game's length.
const kLeadS = 600;

/** Each line starts with the rating before its first game, so that one game already makes a line. */
export function chart_of(history: RatingPoint[], race_order: string[]): Chart {
  const lines = new Map<string, Map<number, number>>();
  const points = new Map<string, RatingPoint>();
  const key_of = (point: RatingPoint) => `${point.mode} ${point.race} ${point.pair?.join('+') ?? ''}`;
  const sorted = [...history].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const point of sorted) {
    const at_s = Math.floor(Date.parse(point.at) / 1000);
    const key = key_of(point);
    let line = lines.get(key);
    if (!line) lines.set(key, (line = new Map([[at_s - kLeadS, point.before]])));
    points.set(key, point);
    line.set(at_s, point.after);
  }
  const place = (race: string) => (race_order.includes(race) ? race_order.indexOf(race) : race_order.length);
  const own = [...points.entries()].sort(([, a], [, b]) => place(a.race) - place(b.race));
  const times_s = [...new Set([...lines.values()].flatMap((line) => [...line.keys()]))].sort((a, b) => a - b);
  const line_of = (key: string) => lines.get(key) ?? new Map<number, number>();
  return {
    times_s,
    values: own.map(([key]) => times_s.map((at) => line_of(key).get(at) ?? null)),
    series: own.map(([key, { mode, race, pair }]) => {
      const all = [...line_of(key).values()];
      return {
        key,
        mode,
        race,
        pair,
        first: all[0] ?? 0,
        last: all[all.length - 1] ?? 0,
        games: all.length - 1,
      };
    }),
  };
}

/** The last known value of a line at or before `index`: what a reader at that time would have seen. */
export function value_at(line: (number | null)[], index: number): number | null {
  for (let i = Math.min(index, line.length - 1); i >= 0; --i) {
    const value = line[i];
    if (value != null) return value;
  }
  return null;
}
