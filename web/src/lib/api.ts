// The server's HTTP interface as types and one thin fetch wrapper. Every unsafe request carries the session's
// CSRF token and an idempotency key made once per user action, so repeating it after a lost answer cannot act
// twice.

export type Side = { code: string; name: string };
export type Race = { code: string; name: string; short_name: string; side: string };
export type Region = { code: string; name: string; globe: string };
export type Country = { code: string; name: string; common: boolean };
export type GameRegion = { code: string; name: string };
export type Server = { code: string; name: string; short_name: string; game_region: string };
export type Links = Record<string, string>;
export type GameMap = {
  code: string;
  name: string;
  short_name: string;
  author: string;
  origin: string | null;
  links: Links;
};
export type Lobby = { speed: string; privacy: string; duration: string; locked_alliances: string };
export type Catalog = {
  code: string;
  name: string;
  season: string;
  channel: string;
  vetoes_max: number;
  any_map: boolean;
  sides: Side[];
  matchups: [string, string][];
  races: Race[];
  regions: Region[];
  game_regions: GameRegion[];
  servers: Server[];
  maps: GameMap[];
  countries: Country[];
  mod: { name: string; links: Links } | null;
  lobby: Lobby | null;
};

export type Role = 'player' | 'caster' | 'staff' | 'owner';
export type Session = {
  player: { id: number; name: string; role: Role } | null;
  csrf: string | null;
  guest_sign_in: boolean;
  demo: boolean;
  ladder: { code: string; name: string };
  version: string;
};

export type QueueView = {
  as_of: string;
  waiting: number;
  by_side: Record<string, number>;
  live_matches: number;
  wave_interval_s: number;
};
export type WaitReason = {
  reason:
    | 'alone'
    | 'no_opposite_side'
    | 'outside_window'
    | 'newcomer_protected'
    | 'just_met'
    | 'ping_too_high'
    | 'regions_apart'
    | 'servers_blocked'
    | 'opponents_taken'
    | 'over_limit';
  others: number;
  rating_difference: number | null;
  reached_at: string | null;
  excluded: Partial<Record<WaitReason['reason'], number>>;
};
export type Ticket = {
  id: number;
  mode: string;
  joined_at: string;
  races: string[];
  vetoes: string[];
  window: number;
  why: WaitReason | null;
};
export type Profile = {
  id: number;
  name: string;
  other_names: string[];
  region: string | null;
  country: string | null;
  language: string | null;
  role: Role;
  simulated: boolean;
  races: string[];
  vetoes: string[];
  timeout_until: string | null;
  toons: string[];
  created_at: string;
};
export type NoticeKind =
  | 'match_found'
  | 'match_confirmed'
  | 'match_reported'
  | 'match_finished'
  | 'match_conflict'
  | 'match_cancelled'
  | 'match_resolved'
  | 'replay_judged'
  | 'announcement'
  | 'referral_used'
  | 'queue_alert';
export type Notice = {
  seq: number;
  kind: NoticeKind;
  match: number | null;
  replay: number | null;
  text: string | null;
  at: string;
};
export type PlayerStatus = 'idle' | 'queueing' | 'in_match' | 'timed_out' | 'banned';
export type Me = {
  as_of: string;
  player: Profile;
  status: PlayerStatus;
  ticket: Ticket | null;
  match: Match | null;
  last_match: number | null;
  notices: Notice[];
  queue: QueueView;
};

export type MatchState =
  | 'found'
  | 'playing'
  | 'reported'
  | 'finished'
  | 'conflict'
  | 'aborted'
  | 'abandoned'
  | 'invalidated'
  | 'expired';
export type Decision = 'none' | 'reports' | 'replay' | 'deadline' | 'staff' | 'imported';
export type Outcome = { winner: number | null };
export type Claim = 'win' | 'loss' | 'draw';
export type MatchPlayer = {
  team: number;
  player: number | null;
  name: string | null;
  race: string | null;
  region: string | null;
  country: string | null;
  rating_before: number | null;
  rating_change: number | null;
  rating_now: number | null;
  confirmed: boolean;
  report: Claim | null;
  fault: 'none' | 'aborted' | 'not_confirmed';
};
export type Check = {
  name: string;
  mode: 'blocking' | 'advisory' | 'off';
  result: 'passed' | 'failed' | 'unknown';
  expected: string;
  found: string;
};
export type Verdict = { decides: boolean; checks: Check[] };
export type GamePlayer = { name: string; race: string; team: number; result: string; apm: number | null };
export type Game = {
  map_title: string;
  duration_s: number;
  started_at: string;
  ended_at: string;
  version: string;
  type: string;
  winner_team: number | null;
  players: GamePlayer[];
};
export type Replay = {
  id: number;
  sha256: string;
  size: number;
  uploader: number | null;
  uploader_name: string | null;
  uploaded_at: string;
  status: 'pending' | 'judged' | 'unreadable';
  problem: string | null;
  verdict: Verdict | null;
  game: Game | null;
};
export type HistoryEntry = {
  at: string;
  actor: number | string | null;
  action: string;
  before: string;
  after: string;
  reason: string;
};
export type Match = {
  id: number;
  mode: string;
  season: string;
  state: MatchState;
  anonymous: boolean;
  my_team: number | null;
  map: { code: string; name: string; short_name: string; author: string; link: string | null };
  server: { code: string; name: string; game_region: string } | null;
  channel: string;
  mod: { name: string; link: string | null } | null;
  lobby: Lobby | null;
  assigned_at: string;
  confirm_by: string | null;
  report_by: string | null;
  completed_at: string | null;
  outcome: Outcome | null;
  decision: Decision;
  note: string | null;
  players: MatchPlayer[];
  replays: Replay[];
  history: HistoryEntry[];
};
export type BriefPlayer = {
  team: number;
  player: number | null;
  name: string | null;
  race: string | null;
  rating_before: number | null;
  rating_change: number | null;
};
export type MatchBrief = {
  id: number;
  mode: string;
  state: MatchState;
  map: { code: string; name: string };
  completed_at: string | null;
  assigned_at: string;
  outcome: Outcome | null;
  players: BriefPlayer[];
};
export type MatchList = { matches: MatchBrief[]; next_before: number | null };

export type LetterRank = 'S' | 'A' | 'B' | 'C' | 'D' | 'E' | 'F' | 'U';
/** The other one of a pair. */
export type Partner = { player: number; name: string; country: string | null; region: string | null };
export type Entry = {
  mode: string;
  position: number;
  active_position: number | null;
  rank: LetterRank;
  player: number;
  name: string;
  country: string | null;
  region: string | null;
  partner: Partner | null;
  race: string;
  rating: number;
  games: number;
  wins: number;
  losses: number;
  draws: number;
  peak: number | null;
  last_played_at: string | null;
};
export type Leaderboard = {
  as_of: string;
  mode: string;
  total: number;
  page: number;
  pages: number;
  size: number;
  entries: Entry[];
};
export type RatingPoint = {
  match: number | null;
  mode: string;
  race: string;
  /** Ids of the two whose rating it is; null: the player's alone. */
  pair: number[] | null;
  before: number;
  after: number;
  at: string;
  cause: string;
};
export type PlayerPage = {
  as_of: string;
  player: {
    id: number;
    name: string;
    region: string | null;
    country: string | null;
    simulated: boolean;
    created_at: string;
  };
  entries: Entry[];
  history: RatingPoint[];
  matches: MatchBrief[];
};
export type ServerStatus = {
  version: string;
  started_at: string;
  uptime_s: number;
  catalog: string;
  stages: Record<string, string>;
  counts: Record<string, number>;
  loop: { p50_ms: number; p99_ms: number; max_ms: number; samples: number };
};
export type Receipt = { event: string; subject: number };

export type ErrorKind =
  | 'invalid'
  | 'forbidden'
  | 'signed_out'
  | 'not_found'
  | 'conflict'
  | 'too_large'
  | 'busy'
  | 'internal'
  | 'unavailable'
  | 'timeout'
  | 'network';

/**
 * An answer that is not the one asked for. `message` is the server's own text where it sent one, else empty.
 */
export class ApiError extends Error {
  constructor(
    readonly kind: ErrorKind,
    message: string,
    readonly status: number,
    readonly retry_after_s: number | null = null,
  ) {
    super(message);
    this.name = 'ApiError';
  }
}

const kKindOfStatus: Record<number, ErrorKind> = {
  400: 'invalid',
  401: 'signed_out',
  403: 'forbidden',
  404: 'not_found',
  409: 'conflict',
  413: 'too_large',
  429: 'busy',
  503: 'unavailable',
  502: 'unavailable',
  504: 'timeout',
};

/** The status decides the kind, because a proxy in between answers without the server's body. */
export function error_from(status: number, body: string, retry_after: string | null): ApiError {
  let message = '';
  try {
    const parsed: unknown = JSON.parse(body);
    const error = (parsed as { error?: { message?: unknown } } | null)?.error;
    if (typeof error?.message === 'string') message = error.message;
  } catch {
    // Not the server's own answer: the kind alone has to do.
  }
  const seconds = retry_after !== null && /^\d+$/.test(retry_after) ? Number(retry_after) : null;
  return new ApiError(
    kKindOfStatus[status] ?? (status >= 500 ? 'internal' : 'invalid'),
    message,
    status,
    seconds,
  );
}

/** Whether the same request may succeed in a moment, and its fate is unknown or it was not carried out. */
export function is_repeatable(error: ApiError): boolean {
  if (error.kind === 'busy') return (error.retry_after_s ?? 1) <= kRetryAfterMaxS;
  return error.kind === 'network' || error.kind === 'unavailable' || error.kind === 'timeout';
}

export const kAttemptsMax = 4;
const kRetryAfterMaxS = 5;
const kRequestTimeoutMs = 15_000;
const kUploadTimeoutMs = 60_000;

export type ApiOptions = {
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  csrf: () => string | null;
  new_key: () => string;
  sleep: (ms: number) => Promise<void>;
  on_signed_out: () => void;
  /** Reads the session again; whether its token is another now, as after signing in elsewhere. */
  renew: () => Promise<boolean>;
};

type Body = { json: unknown } | { bytes: Blob } | null;

export class Api {
  constructor(private readonly options: ApiOptions) {}

  session = () => this.read<Session>('/session');
  sign_in_guest = (name: string | null) =>
    this.act<Session>('POST', '/session/guest', { json: name ? { name } : {} });
  sign_out = () => this.act<null>('DELETE', '/session');
  catalog = () => this.read<Catalog>('/catalog');
  me = () => this.read<Me>('/me');
  update_profile = (change: { name?: string; region?: string; country?: string }) =>
    this.act<Receipt>('PATCH', '/me', { json: change });
  queue = () => this.read<QueueView>('/queue');
  join_queue = (races: string[], vetoes: string[]) =>
    this.act<Receipt>('POST', '/queue', { json: { mode: '1v1', races, vetoes } });
  leave_queue = () => this.act<Receipt>('DELETE', '/queue');
  match = (id: number) => this.read<Match>(`/matches/${id}`);
  matches = (query: { player?: number; before?: number; limit?: number }) =>
    this.read<MatchList>(`/matches${query_string(query)}`);
  confirm = (id: number) => this.act<Receipt>('POST', `/matches/${id}/confirm`);
  abort = (id: number) => this.act<Receipt>('POST', `/matches/${id}/abort`);
  report = (id: number, result: Claim) =>
    this.act<Receipt>('POST', `/matches/${id}/report`, { json: { result } });
  upload_replay = (id: number, file: Blob) =>
    this.act<Receipt>('POST', `/matches/${id}/replay`, { bytes: file });
  resolve = (id: number, outcome: Outcome | null, reason: string) =>
    this.act<Receipt>('POST', `/admin/matches/${id}/resolve`, { json: { outcome, reason } });
  leaderboard = (query: string) => this.read<Leaderboard>(`/leaderboard${query ? `?${query}` : ''}`);
  player = (id: number) => this.read<PlayerPage>(`/players/${id}`);
  status = () => this.read<ServerStatus>('/status');

  /** Demo only: the file that the game would have written. */
  async play_demo(id: number, result: 'win' | 'loss'): Promise<File> {
    const response = await this.send('POST', `/demo/matches/${id}/replay`, { json: { result } });
    const name = file_name(response.headers.get('Content-Disposition')) ?? `match-${id}.SC2Replay`;
    return new File([await response.blob()], name, { type: 'application/octet-stream' });
  }

  private async read<T>(path: string): Promise<T> {
    return (await this.send('GET', path, null)).json() as Promise<T>;
  }

  private async act<T>(method: string, path: string, body: Body = null): Promise<T> {
    const response = await this.send(method, path, body);
    return (response.status === 204 ? null : await response.json()) as T;
  }

  private async send(method: string, path: string, body: Body): Promise<Response> {
    const key = method === 'GET' ? null : this.options.new_key();
    for (let attempt = 1; ; ++attempt) {
      try {
        return await this.send_once(method, path, body, key);
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        if (error.kind === 'signed_out') this.options.on_signed_out();
        if (error.kind === 'forbidden' && key !== null && attempt === 1 && (await this.options.renew()))
          continue;
        if (attempt >= kAttemptsMax || !is_repeatable(error)) throw error;
        await this.options.sleep(
          error.retry_after_s !== null ? error.retry_after_s * 1000 : 250 * 2 ** attempt,
        );
      }
    }
  }

  private async send_once(method: string, path: string, body: Body, key: string | null): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    const csrf = this.options.csrf();
    if (key !== null) headers['Idempotency-Key'] = key;
    if (key !== null && csrf !== null) headers['X-CSRF-Token'] = csrf;
    const init: RequestInit = { method, headers, credentials: 'same-origin' };
    init.signal = AbortSignal.timeout(body && 'bytes' in body ? kUploadTimeoutMs : kRequestTimeoutMs);
    if (body && 'json' in body) {
      headers['Content-Type'] = 'application/json';
      init.body = JSON.stringify(body.json);
    } else if (body) {
      headers['Content-Type'] = 'application/octet-stream';
      init.body = body.bytes;
    }
    let response: Response;
    try {
      response = await this.options.fetch(`/api/v1${path}`, init);
    } catch (error) {
      const timed_out = error instanceof DOMException && error.name === 'TimeoutError';
      throw new ApiError(timed_out ? 'timeout' : 'network', '', 0);
    }
    if (response.ok) return response;
    throw error_from(response.status, await response.text(), response.headers.get('Retry-After'));
  }
}

export function query_string(query: Record<string, string | number | undefined>): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined && value !== '') parameters.set(name, String(value));
  }
  const text = parameters.toString();
  return text ? `?${text}` : '';
}

/** The file name of a Content-Disposition header, without any folder. */
export function file_name(disposition: string | null): string | null {
  const found = disposition?.match(/filename="?([^";]+)"?/i)?.[1];
  return found ? (found.split(/[\\/]/).pop() ?? null) : null;
}
