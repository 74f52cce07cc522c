import { beforeEach, describe, expect, test, vi } from 'vitest';
import { Live, type Changed, type EventSourceLike, type LiveState } from './live';

class FakeSource implements EventSourceLike {
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  closed = false;
  private listeners = new Map<string, (event: MessageEvent<string>) => void>();
  constructor(readonly url: string) {}
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.listeners.set(type, listener);
  }
  close(): void {
    this.closed = true;
  }
  say(type: string, data: string, lastEventId = ''): void {
    this.listeners.get(type)?.({ data, lastEventId } as MessageEvent<string>);
  }
  break(readyState: number): void {
    this.readyState = readyState;
    this.onerror?.({} as Event);
  }
}

function start() {
  const sources: FakeSource[] = [];
  const states: LiveState[] = [];
  const changes: Changed[] = [];
  const timers: { action: () => void; ms: number }[] = [];
  const live = new Live({
    open: (url) => {
      const source = new FakeSource(url);
      sources.push(source);
      return source;
    },
    on_state: (state) => void states.push(state),
    later: (action, ms) => timers.push({ action, ms }),
    cancel: () => undefined,
    random: () => 1,
  });
  live.listen((changed) => changes.push(changed));
  live.connect();
  const source = (): FakeSource => sources[sources.length - 1] as FakeSource;
  return { live, sources, source, states, changes, timers };
}

beforeEach(() => void vi.useFakeTimers());

describe('Live', () => {
  test('tells topics, gathered', () => {
    const { source, changes, states } = start();
    source().onopen?.({} as Event);
    source().say('hello', '{"seq":5}');
    source().say('change', '{"topic":"queue"}', '6');
    source().say('change', '{"topic":"match:12"}', '7');
    vi.advanceTimersByTime(1000);
    expect(states).toEqual(['connecting', 'open']);
    expect(changes).toHaveLength(1);
    expect([changes[0]?.has('queue'), changes[0]?.has('match:12'), changes[0]?.has('standings')]).toEqual([
      true,
      true,
      false,
    ]);
    expect([changes[0]?.has_any('match:'), changes[0]?.has_any('player:')]).toEqual([true, false]);
  });
  test('resumes after the last id when it opens anew', () => {
    const { live, source } = start();
    expect(source().url).toBe('/api/v1/events');
    source().say('hello', '{"seq":5}');
    source().say('change', '{"topic":"queue"}', '8');
    const old = source();
    live.connect();
    expect(old.closed).toBe(true);
    expect(source().url).toBe('/api/v1/events?last_event_id=8');
  });
  test('reads everything after a gap: a reset, or a stream that could not be resumed', () => {
    const { source, changes } = start();
    source().say('hello', '{"seq":5}');
    source().say('hello', '{"seq":5}');
    expect(changes).toHaveLength(0);
    source().say('hello', '{"seq":9}');
    source().say('hello', '{"seq":2}');
    source().say('reset', '{}', '11');
    expect(changes.map((changed) => changed.everything)).toEqual([true, true, true]);
    expect(changes[0]?.has('anything')).toBe(true);
  });
  test('reconnects with growing pauses, but only where the browser gives up', () => {
    const { source, sources, states, timers } = start();
    source().break(0);
    expect(states.at(-1)).toBe('lost');
    expect(timers).toHaveLength(0);
    for (let i = 0; i < 8; ++i) {
      source().break(2);
      timers[timers.length - 1]?.action();
    }
    expect(timers.map((timer) => timer.ms)).toEqual([1000, 2000, 4000, 8000, 16_000, 30_000, 30_000, 30_000]);
    source().onopen?.({} as Event);
    source().break(2);
    expect(timers.at(-1)?.ms).toBe(1000);
    expect(sources).toHaveLength(9);
  });
  test('a stream that was replaced is not heard any more', () => {
    const { live, sources, states, timers } = start();
    live.connect();
    sources[0]?.break(2);
    expect(states.at(-1)).toBe('connecting');
    expect(timers).toHaveLength(0);
  });
  test('stands nonsense', () => {
    const { source, changes } = start();
    for (const data of ['', 'null', '[]', '{"topic":7}', '{']) source().say('change', data, '3');
    source().say('hello', '{"seq":"x"}');
    vi.advanceTimersByTime(1000);
    expect(changes).toHaveLength(0);
  });
});
