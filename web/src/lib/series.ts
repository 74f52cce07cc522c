// Rating histories as lines: one per race over a shared time axis, as the chart wants them.
import type { RatingPoint } from './api';

export type Series = { race: string; first: number; last: number; games: number };
export type Chart = { times_s: number[]; values: (number | null)[][]; series: Series[] };

// About a game's length.
const kLeadS = 600;

/** Each line starts with the rating before its first game, so that one game already makes a line. */
export function chart_of(history: RatingPoint[], race_order: string[]): Chart {
  const lines = new Map<string, Map<number, number>>();
  const sorted = [...history].sort((a, b) => Date.parse(a.at) - Date.parse(b.at));
  for (const point of sorted) {
    const at_s = Math.floor(Date.parse(point.at) / 1000);
    let line = lines.get(point.race);
    if (!line) lines.set(point.race, (line = new Map([[at_s - kLeadS, point.before]])));
    line.set(at_s, point.after);
  }
  const place = (race: string) => (race_order.includes(race) ? race_order.indexOf(race) : race_order.length);
  const races = [...lines.keys()].sort((a, b) => place(a) - place(b));
  const times_s = [...new Set([...lines.values()].flatMap((line) => [...line.keys()]))].sort((a, b) => a - b);
  const line_of = (race: string) => lines.get(race) ?? new Map<number, number>();
  return {
    times_s,
    values: races.map((race) => times_s.map((at) => line_of(race).get(at) ?? null)),
    series: races.map((race) => {
      const all = [...line_of(race).values()];
      return { race, first: all[0] ?? 0, last: all[all.length - 1] ?? 0, games: all.length - 1 };
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
