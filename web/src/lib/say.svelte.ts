// What the page says aloud and in passing: announcements for screen readers, and short messages that go away
// by themselves. Errors stay until dismissed.
import { ApiError } from './api';
import { t, type TextKey } from './text';

export type Toast = { id: number; kind: 'good' | 'bad'; text: string };

const kToastsMax = 3;
const kToastMs = 5000;

class Say {
  polite = $state('');
  urgent = $state('');
  toasts = $state<Toast[]>([]);
  private next_id = 1;

  announce(text: string, urgent = false): void {
    if (urgent) this.urgent = text;
    else this.polite = text;
  }

  toast(text: string): void {
    const id = this.add('good', text);
    setTimeout(() => this.dismiss(id), kToastMs);
  }

  fail(error: unknown): void {
    this.add('bad', error_text(error));
  }

  dismiss(id: number): void {
    this.toasts = this.toasts.filter((toast) => toast.id !== id);
  }

  private add(kind: Toast['kind'], text: string): number {
    const id = this.next_id++;
    const others = this.toasts.filter((toast) => toast.text !== text);
    this.toasts = [...others, { id, kind, text }].slice(-kToastsMax);
    return id;
  }
}

/** The server's own words where it has some a player can act on; else ours for the kind of failure. */
export function error_text(error: unknown): string {
  if (!(error instanceof ApiError)) return t('error.internal');
  const spoken = error.kind === 'invalid' || error.kind === 'conflict' || error.kind === 'forbidden';
  if (spoken && error.message) return sentence(error.message);
  return t(`error.${error.kind}` as TextKey);
}

function sentence(text: string): string {
  const first = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(first) ? first : `${first}.`;
}

export const say = new Say();
