// Something read from the server and shown until it changes: loads at once, again when a hint concerns it,
// and again when what it depends on changes. The last good value stays visible while a newer one is on its
// way or cannot be had.
import { onMount } from 'svelte';
import type { ApiError } from './api';
import { app, as_api_error } from './app.svelte';
import { single_flight } from './coalesce';
import type { Changed } from './live';

export class Resource<T> {
  data = $state.raw<T | null>(null);
  error = $state.raw<ApiError | null>(null);
  loading = $state(true);
  private hinted_at = 0;
  private waiting: number | null = null;

  constructor(
    private readonly load: () => Promise<T>,
    private readonly hint_pause_ms: number,
  ) {}

  readonly refresh = single_flight(async () => {
    this.loading = true;
    try {
      this.data = await this.load();
      this.error = null;
    } catch (error) {
      this.error = as_api_error(error);
    }
    this.loading = false;
  });

  /**
   * A hint: reads again, but no more often than `hint_pause_ms`, so that a busy ladder is not asked at every
   * change.
   */
  hint(): void {
    if (this.waiting !== null) return;
    const pause = Math.max(0, this.hinted_at + this.hint_pause_ms - Date.now());
    this.waiting = window.setTimeout(() => {
      this.waiting = null;
      this.hinted_at = Date.now();
      void this.refresh();
    }, pause);
  }

  stop(): void {
    if (this.waiting !== null) clearTimeout(this.waiting);
    this.waiting = null;
  }
}

/** Called while a component starts; lives as long as the component. */
export function use_resource<T>(
  load: () => Promise<T>,
  concerns: (changed: Changed) => boolean,
  hint_pause_ms = 0,
): Resource<T> {
  const resource = new Resource(load, hint_pause_ms);
  onMount(() => {
    void resource.refresh();
    const stop = app.live.listen((changed) => concerns(changed) && resource.hint());
    return () => {
      stop();
      resource.stop();
    };
  });
  return resource;
}
