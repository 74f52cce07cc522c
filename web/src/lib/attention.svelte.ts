// Calls a player back to the page when a match waits for an answer: title, icon, and by choice a sound and a
// system notification. The sound is made, not loaded.
import { remember, remembered } from './memory';

class Attention {
  sound = $state(remembered('sound', false));
  notify = $state(remembered('notify', false) && permission() === 'granted');
  private audio: AudioContext | null = null;

  get can_notify(): boolean {
    return permission() !== 'unsupported' && permission() !== 'denied';
  }

  /** Called by a click: browsers let a page make sounds only after one. */
  set_sound(on: boolean): void {
    this.sound = on;
    remember('sound', on);
    if (on) this.beep();
  }

  async set_notify(on: boolean): Promise<void> {
    this.notify = on && (await Notification.requestPermission()) === 'granted';
    remember('notify', this.notify);
  }

  /** Rings once. The caller shows title and icon for as long as the match waits. */
  call(title: string, body: string): void {
    if (this.sound) this.beep();
    if (this.notify && document.hidden && permission() === 'granted') {
      const notification = new Notification(title, { body, icon: '/favicon.svg', tag: 'evoladder-match' });
      notification.onclick = () => {
        window.focus();
        notification.close();
      };
    }
  }

  private beep(): void {
    try {
      this.audio ??= new AudioContext();
      void this.audio.resume();
      tone(this.audio, 660, 0);
      tone(this.audio, 880, 0.16);
      tone(this.audio, 1320, 0.32);
    } catch {
      // No audio device: title and icon remain.
    }
  }
}

function tone(audio: AudioContext, frequency_hz: number, after_s: number): void {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  const at = audio.currentTime + after_s;
  oscillator.frequency.value = frequency_hz;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.18, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + 0.3);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(at);
  oscillator.stop(at + 0.32);
}

function permission(): NotificationPermission | 'unsupported' {
  return 'Notification' in window ? Notification.permission : 'unsupported';
}

export function set_icon(alert: boolean): void {
  const link = document.querySelector<HTMLLinkElement>('#favicon');
  if (link) link.href = alert ? '/favicon-alert.svg' : '/favicon.svg';
}

export const attention = new Attention();
