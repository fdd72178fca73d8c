/** Numbers as people read them. */

/** With a narrow space between thousands, which no country takes for a decimal sign. */
export function formatCount(count: number): string {
  return String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
}

/** `1.4 MB`, in powers of 1000 as mail providers count. */
export function formatBytes(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  let amount = bytes;
  let unit = 0;
  while (amount >= 1000 && unit < units.length - 1) {
    amount /= 1000;
    unit += 1;
  }
  const [whole = '0', tenths] = amount.toFixed(unit === 0 || amount >= 100 ? 0 : 1).split('.');
  return `${formatCount(Number(whole))}${tenths === undefined ? '' : `.${tenths}`} ${units[unit] ?? 'bytes'}`;
}

/** `2026-08-29 21:14` of an ISO time, which is in UTC. */
export function shownTime(iso: string): string {
  return `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}
