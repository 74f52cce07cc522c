// Numbers and times as people read them: in the language of the texts, and its variant that the reader
// prefers.
import { language } from './text';

const kPreferred = globalThis.navigator?.languages ?? [];
export const kLocale = kPreferred.find((one) => one.split('-')[0] === language) ?? 'en-GB';

const kMinute = 60;
const kHour = 3600;
const kDay = 86_400;

/** +15, −7 (with a real minus sign), ±0. */
export function signed(change: number): string {
  if (change === 0) return '±0';
  return change > 0 ? `+${change}` : `−${-change}`;
}

/** Wins among all games; null without a game. */
export function win_rate(wins: number, games: number): number | null {
  return games > 0 ? wins / games : null;
}

export function percent(share: number | null): string {
  return share === null ? '–' : `${Math.round(share * 100)}\u00a0%`;
}

/** "3 hours ago", "in 5 minutes"; under ten seconds "now". */
export function relative(at: string, now_ms: number, locale: string = kLocale): string {
  const seconds = (Date.parse(at) - now_ms) / 1000;
  if (Number.isNaN(seconds)) return '–';
  const size = Math.abs(seconds);
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  if (size < 10) return format.format(0, 'second');
  if (size < kMinute) return format.format(Math.trunc(seconds), 'second');
  if (size < kHour) return format.format(Math.trunc(seconds / kMinute), 'minute');
  if (size < kDay) return format.format(Math.trunc(seconds / kHour), 'hour');
  if (size < 30 * kDay) return format.format(Math.trunc(seconds / kDay), 'day');
  if (size < 365 * kDay) return format.format(Math.trunc(seconds / (30 * kDay)), 'month');
  return format.format(Math.trunc(seconds / (365 * kDay)), 'year');
}

export function date_time(at: string, locale: string = kLocale): string {
  const time = Date.parse(at);
  if (Number.isNaN(time)) return '–';
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' }).format(time);
}

/** A text of the server's with its times (RFC 3339) written for people. */
export function with_times(text: string, locale: string = kLocale): string {
  return text.replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, (at) => date_time(at, locale));
}

/** 4 831 s -> "1 h 20 min"; two units at most. */
export function duration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < kMinute) return `${whole} s`;
  if (whole < kHour) return `${Math.floor(whole / kMinute)} min ${whole % kMinute} s`;
  if (whole < kDay) return `${Math.floor(whole / kHour)} h ${Math.floor((whole % kHour) / kMinute)} min`;
  return `${Math.floor(whole / kDay)} d ${Math.floor((whole % kDay) / kHour)} h`;
}

export function bytes(size: number): string {
  if (size < 1000) return `${size} B`;
  if (size < 1_000_000) return `${Math.round(size / 1000)} kB`;
  return `${(size / 1_000_000).toFixed(1)} MB`;
}

/** At most three decimals for small figures, none for large ones. */
export function milliseconds(ms: number): string {
  if (ms >= 100) return `${Math.round(ms)} ms`;
  return `${ms.toFixed(ms >= 10 ? 1 : 2)} ms`;
}

/** The two regional indicators of a country; '' for the codes that are no country. */
export function flag_emoji(code: string | null): string {
  if (!code || !/^[A-Z]{2}$/.test(code) || code === 'XX' || code === 'ZZ') return '';
  return String.fromCodePoint(...[...code].map((letter) => 0x1f1e6 + letter.charCodeAt(0) - 65));
}

const kGlobes: Record<string, string> = { AM: '🌎', AF: '🌍', AS: '🌏' };
export function globe_emoji(globe: string): string {
  return kGlobes[globe] ?? '🌐';
}

/** The link if a person may safely follow it: the catalog is data, and data may be wrong. */
export function safe_link(link: string | null): string | null {
  return link !== null && /^(https?|battlenet|starcraft):/i.test(link) ? link : null;
}
