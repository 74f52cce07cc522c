// One thing a player does at a time: busy while it is on its way, and a readable message when it fails.
import { app } from './app.svelte';
import { say } from './say.svelte';

export class Action {
  busy = $state(false);

  /**
   * Whether it succeeded. Afterwards the player's own page is read again in any case: a refusal means it is
   * out of date.
   */
  async run(act: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    try {
      await act();
      return true;
    } catch (error) {
      say.fail(error);
      return false;
    } finally {
      await app.refresh_me();
      this.busy = false;
    }
  }
}
