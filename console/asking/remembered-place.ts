/** Where somebody was going who now signs in at a provider: it sends him back to the first page, whatever he wanted. */
const KEY = 'godwit.place';

export function rememberPlace(path: string): void {
  sessionStorage.setItem(KEY, path);
}

/** Once; null where nobody was on the way. */
export function takeRememberedPlace(): string | null {
  const path = sessionStorage.getItem(KEY);
  sessionStorage.removeItem(KEY);
  return path;
}
