// Change hints come in bursts (one match ending touches its match, its players and the standings). A
// Coalescer gathers the topics of a burst and hands them on once: after `quiet_ms` without a further one, but
// never later than `longest_ms`.

export type Timers = {
  set: (action: () => void, ms: number) => unknown;
  clear: (timer: unknown) => void;
  now: () => number;
};

const kBrowserTimers: Timers = {
  set: (action, ms) => setTimeout(action, ms),
  clear: (timer) => clearTimeout(timer as number),
  now: () => Date.now(),
};

export class Coalescer {
  private topics = new Set<string>();
  private timer: unknown = null;
  private first_at = 0;

  constructor(
    private readonly deliver: (topics: ReadonlySet<string>) => void,
    private readonly quiet_ms = 80,
    private readonly longest_ms = 400,
    private readonly timers: Timers = kBrowserTimers,
  ) {}

  add(topic: string): void {
    if (this.topics.size === 0) this.first_at = this.timers.now();
    this.topics.add(topic);
    if (this.timer !== null) this.timers.clear(this.timer);
    const waited = this.timers.now() - this.first_at;
    this.timer = this.timers.set(
      () => this.flush(),
      Math.max(0, Math.min(this.quiet_ms, this.longest_ms - waited)),
    );
  }

  flush(): void {
    if (this.timer !== null) this.timers.clear(this.timer);
    this.timer = null;
    if (this.topics.size === 0) return;
    const topics = this.topics;
    this.topics = new Set();
    this.deliver(topics);
  }
}

/** Runs one call of `load` at a time; requests made meanwhile become one further call. */
export function single_flight(load: () => Promise<void>): () => Promise<void> {
  let running: Promise<void> | null = null;
  let again = false;
  const run = async () => {
    do {
      again = false;
      await load();
    } while (again);
  };
  return () => {
    if (running) {
      again = true;
      return running;
    }
    running = run().finally(() => {
      running = null;
    });
    return running;
  };
}
