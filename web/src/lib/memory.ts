// Small things a browser remembers for its player; where storage is refused, nothing is remembered and
// nothing breaks.

export function remembered<T>(name: string, fallback: T): T {
  try {
    const text = localStorage.getItem(`evoladder.${name}`);
    return text === null ? fallback : (JSON.parse(text) as T);
  } catch {
    return fallback;
  }
}

export function remember(name: string, value: unknown): void {
  try {
    localStorage.setItem(`evoladder.${name}`, JSON.stringify(value));
  } catch {
    // Private mode or full: only comfort is lost.
  }
}
