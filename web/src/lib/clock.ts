// Time as the server sees it: deadlines come from its clock, and a player's own may be minutes off.

let offset_ms = 0;
let known = false;

/**
 * Learns from an answer's `as_of`. An answer is late by up to its round trip, so small differences are
 * ignored.
 */
export function learn_server_time(as_of: string, local_ms: number = Date.now()): void {
  const seen = Date.parse(as_of) - local_ms;
  if (Number.isNaN(seen)) return;
  if (!known || Math.abs(seen - offset_ms) > kToleranceMs) offset_ms = seen;
  known = true;
}
const kToleranceMs = 1500;

export function server_now(local_ms: number = Date.now()): number {
  return local_ms + offset_ms;
}

export function forget_server_time(): void {
  offset_ms = 0;
  known = false;
}

export type Remaining = { ms: number; fraction: number; text: string; over: boolean };

/** What is left until `until` of a window that opened at `since`. `fraction` goes from 1 to 0. */
export function remaining(since: string, until: string, now_ms: number): Remaining {
  const end = Date.parse(until);
  const whole = Math.max(1, end - Date.parse(since));
  // Clocks differ a little: a window never shows more time than it has.
  const ms = Math.min(whole, Math.max(0, end - now_ms));
  return { ms, fraction: ms / whole, text: clock_text(Math.ceil(ms / 1000)), over: ms === 0 };
}

/** 75 -> "1:15", 3675 -> "1:01:15". */
export function clock_text(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(whole / 3600);
  const minutes = Math.floor((whole % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${minutes}:${two(whole % 60)}`;
}
