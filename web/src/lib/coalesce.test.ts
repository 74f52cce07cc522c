import { describe, expect, test } from 'vitest';
import { Coalescer, single_flight, type Timers } from './coalesce';

/** Timers that move only when told to. */
class Hand implements Timers {
  private at = 0;
  private next = 1;
  private due = new Map<number, { at: number; action: () => void }>();
  set = (action: () => void, ms: number) => {
    this.due.set(this.next, { at: this.at + ms, action });
    return this.next++;
  };
  clear = (timer: unknown) => void this.due.delete(timer as number);
  now = () => this.at;
  pass(ms: number): void {
    const end = this.at + ms;
    for (;;) {
      const soon = [...this.due].filter(([, one]) => one.at <= end).sort((a, b) => a[1].at - b[1].at)[0];
      if (!soon) break;
      this.due.delete(soon[0]);
      this.at = soon[1].at;
      soon[1].action();
    }
    this.at = end;
  }
}

function gather() {
  const hand = new Hand();
  const bursts: string[][] = [];
  const coalescer = new Coalescer((topics) => bursts.push([...topics]), 80, 400, hand);
  return { hand, bursts, coalescer };
}

describe('Coalescer', () => {
  test('hands on a burst once, each topic once', () => {
    const { hand, bursts, coalescer } = gather();
    for (const topic of ['match:1', 'standings', 'match:1', 'queue']) coalescer.add(topic);
    hand.pass(79);
    expect(bursts).toEqual([]);
    hand.pass(1);
    expect(bursts).toEqual([['match:1', 'standings', 'queue']]);
    hand.pass(10_000);
    expect(bursts).toHaveLength(1);
  });
  test('waits for quiet, but not for ever', () => {
    const { hand, bursts, coalescer } = gather();
    for (let i = 0; i < 20; ++i) {
      coalescer.add(`match:${i}`);
      hand.pass(50);
    }
    expect(bursts).toHaveLength(2);
    hand.pass(1000);
    expect(bursts.flat()).toHaveLength(20);
  });
  test('flush hands on at once, and nothing twice', () => {
    const { hand, bursts, coalescer } = gather();
    coalescer.add('queue');
    coalescer.flush();
    coalescer.flush();
    hand.pass(1000);
    expect(bursts).toEqual([['queue']]);
  });
});

describe('single_flight', () => {
  test('runs one at a time, and once more for all who asked meanwhile', async () => {
    const waiting: (() => void)[] = [];
    let runs = 0;
    const run = single_flight(() => {
      runs += 1;
      return new Promise<void>((done) => waiting.push(done));
    });
    const all = [run(), run(), run()];
    expect(runs).toBe(1);
    waiting.shift()?.();
    await Promise.resolve();
    await Promise.resolve();
    expect(runs).toBe(2);
    waiting.shift()?.();
    await Promise.all(all);
    expect(runs).toBe(2);
    const later = run();
    expect(runs).toBe(3);
    waiting.shift()?.();
    await later;
  });
  test('a failure does not block the next', async () => {
    let fail = true;
    const run = single_flight(async () => {
      if (fail) throw new Error('no');
    });
    await expect(run()).rejects.toThrow('no');
    fail = false;
    await expect(run()).resolves.toBeUndefined();
  });
});
