// What the whole client shares: who is signed in, the catalog, the player's own page, the clock, and the live
// connection. Everything here is a copy of what the server said; after a reload it is simply asked again.
import { Api, ApiError, type Catalog, type Me, type Session } from './api';
import { learn_server_time, server_now } from './clock';
import { Live, type Changed, type LiveState } from './live';
import { single_flight } from './coalesce';

const kPressingPollMs = 10_000;
const kLostPollMs = 10_000;
const kHiddenLongMs = 30_000;

class App {
  session = $state.raw<Session | null>(null);
  catalog = $state.raw<Catalog | null>(null);
  me = $state.raw<Me | null>(null);
  me_error = $state.raw<ApiError | null>(null);
  boot_error = $state.raw<ApiError | null>(null);
  live_state = $state<LiveState>('connecting');
  /** Server time, moving once a second and once in half a minute: for countdowns and for "3 minutes ago". */
  second = $state(server_now());
  half_minute = $state(server_now());

  readonly api = new Api({
    fetch: (url, init) => fetch(url, init),
    csrf: () => this.session?.csrf ?? null,
    new_key: () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random().toString(36).slice(2)}`,
    sleep: (ms) => new Promise((done) => setTimeout(done, ms)),
    on_signed_out: () => void this.signed_out(),
    renew: () => this.renew(),
  });
  readonly live = new Live({
    open: (url) => new EventSource(url),
    on_state: (state) => (this.live_state = state),
    later: (action, ms) => setTimeout(action, ms),
    cancel: (timer) => clearTimeout(timer as number),
    random: Math.random,
  });

  /** Reads what the client needs to show anything. */
  async boot(): Promise<void> {
    this.boot_error = null;
    try {
      const [session, catalog] = await Promise.all([this.api.session(), this.api.catalog()]);
      this.catalog = catalog;
      await this.adopt(session);
    } catch (error) {
      this.boot_error = as_api_error(error);
    }
  }

  /** Runs the clock and the live connection; returns how to stop them. */
  start(): () => void {
    const stop_listening = this.live.listen((changed) => this.on_change(changed));
    let hidden_at = 0;
    const on_visibility = () => {
      if (document.hidden) hidden_at = Date.now();
      else if (Date.now() - hidden_at > kHiddenLongMs) this.live.refresh();
    };
    document.addEventListener('visibilitychange', on_visibility);
    const timers = [
      setInterval(() => (this.second = server_now()), 1000),
      setInterval(() => (this.half_minute = server_now()), 30_000),
      setInterval(() => this.live_state !== 'open' && this.live.refresh(), kLostPollMs),
      setInterval(() => this.is_pressing() && void this.refresh_me(), kPressingPollMs),
    ];
    return () => {
      stop_listening();
      document.removeEventListener('visibilitychange', on_visibility);
      timers.forEach(clearInterval);
      this.live.close();
    };
  }

  async sign_in_guest(name: string | null): Promise<void> {
    await this.adopt(await this.api.sign_in_guest(name));
  }

  async sign_out(): Promise<void> {
    await this.api.sign_out();
    await this.adopt(await this.api.session());
  }

  readonly refresh_me = single_flight(async () => {
    if (!this.session?.player) return;
    try {
      const me = await this.api.me();
      this.now_is(me.as_of);
      this.me = me;
      this.me_error = null;
    } catch (error) {
      // The page keeps what it shows; the next hint, poll or click asks again.
      this.me_error = as_api_error(error);
    }
  });

  now_is(as_of: string): void {
    learn_server_time(as_of);
    this.second = server_now();
  }

  /** Waiting for an opponent or for a confirmation: worth asking even without a hint. */
  private is_pressing(): boolean {
    return this.me !== null && (this.me.ticket !== null || this.me.match?.state === 'found');
  }

  private async adopt(session: Session): Promise<void> {
    const changed = this.session?.player?.id !== session.player?.id;
    this.session = session;
    if (!session.player) this.me = null;
    else await this.refresh_me();
    if (changed || this.live_state === 'connecting') this.live.connect();
  }

  private async renew(): Promise<boolean> {
    const before = this.session?.csrf;
    try {
      await this.adopt(await this.api.session());
    } catch {
      return false;
    }
    return this.session?.csrf !== before;
  }

  private async signed_out(): Promise<void> {
    if (!this.session?.player) return;
    try {
      await this.adopt(await this.api.session());
    } catch {
      // Offline as well: the page's own errors say so.
    }
  }

  private on_change(changed: Changed): void {
    const me = this.me;
    if (!this.session?.player) return;
    const match = me?.match?.id ?? me?.last_match;
    const concerns =
      changed.has(`player:${this.session.player.id}`) ||
      (match != null && changed.has(`match:${match}`)) ||
      (me?.ticket != null && changed.has('queue'));
    if (concerns) void this.refresh_me();
  }
}

export function as_api_error(error: unknown): ApiError {
  return error instanceof ApiError ? error : new ApiError('internal', String(error), 0);
}

export const app = new App();
