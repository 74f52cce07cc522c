// The server's change hints. A hint says that something changed, never what: whoever shows it reads it again,
// so a lost or repeated hint does no harm. EventSource reconnects by itself after a broken connection and
// sends Last-Event-ID; where it gives up (an error answer), this reconnects with growing pauses and the same
// id.
import { Coalescer } from './coalesce';

export type LiveState = 'connecting' | 'open' | 'lost';
type Listener = (changed: Changed) => void;

/** Which topics changed; `everything` after a gap that cannot be filled. */
export class Changed {
  constructor(
    private readonly topics: ReadonlySet<string>,
    readonly everything = false,
  ) {}

  has(topic: string): boolean {
    return this.everything || this.topics.has(topic);
  }

  has_any(prefix: string): boolean {
    return this.everything || [...this.topics].some((topic) => topic.startsWith(prefix));
  }
}

export interface EventSourceLike {
  readyState: number;
  onopen: ((event: Event) => void) | null;
  onerror: ((event: Event) => void) | null;
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void;
  close(): void;
}

export type LiveOptions = {
  open: (url: string) => EventSourceLike;
  on_state: (state: LiveState) => void;
  later: (action: () => void, ms: number) => unknown;
  cancel: (timer: unknown) => void;
  random: () => number;
};

const kClosed = 2;
const kPauseFirstMs = 1000;
const kPauseMostMs = 30_000;

export class Live {
  private source: EventSourceLike | null = null;
  private listeners = new Set<Listener>();
  private last_id = '';
  private failures = 0;
  private timer: unknown = null;
  private readonly coalescer = new Coalescer((topics) => this.tell(new Changed(topics)));

  constructor(private readonly options: LiveOptions) {}

  /** Opens the stream, or opens it anew: the server chooses the topics by who is signed in. */
  connect(): void {
    this.close();
    const query = this.last_id ? `?last_event_id=${encodeURIComponent(this.last_id)}` : '';
    this.options.on_state('connecting');
    const source = this.options.open(`/api/v1/events${query}`);
    this.source = source;
    source.onopen = () => {
      this.failures = 0;
      this.options.on_state('open');
    };
    source.onerror = () => this.failed(source);
    source.addEventListener('hello', (event) => this.hello(event));
    source.addEventListener('change', (event) => this.change(event));
    source.addEventListener('reset', (event) => this.reset(event));
  }

  close(): void {
    if (this.timer !== null) this.options.cancel(this.timer);
    this.timer = null;
    this.source?.close();
    this.source = null;
  }

  listen(listener: Listener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Everything shown is to be read again. */
  refresh(): void {
    this.tell(new Changed(new Set(), true));
  }

  private hello(event: MessageEvent<string>): void {
    const seq = field(event.data, 'seq');
    if (typeof seq !== 'number') return;
    // After a gap: a stream that had not named an id yet cannot be resumed, and a smaller number is another
    // history.
    const gap = this.last_id !== '' && seq !== Number(this.last_id);
    this.last_id = String(seq);
    if (gap) this.refresh();
  }

  private change(event: MessageEvent<string>): void {
    if (event.lastEventId) this.last_id = event.lastEventId;
    const topic = field(event.data, 'topic');
    if (typeof topic === 'string') this.coalescer.add(topic);
  }

  private reset(event: MessageEvent<string>): void {
    this.last_id = event.lastEventId;
    this.refresh();
  }

  private failed(source: EventSourceLike): void {
    if (source !== this.source) return;
    this.options.on_state('lost');
    if (source.readyState !== kClosed) return;
    const pause = Math.min(kPauseMostMs, kPauseFirstMs * 2 ** this.failures++);
    this.timer = this.options.later(() => this.connect(), pause * (0.5 + this.options.random() / 2));
  }

  private tell(changed: Changed): void {
    for (const listener of [...this.listeners]) listener(changed);
  }
}

function field(data: string, name: string): unknown {
  try {
    return (JSON.parse(data) as Record<string, unknown> | null)?.[name];
  } catch {
    return undefined;
  }
}
