/** What people and control panels write into cells: sizes, days, yes and no, addresses. Null for what is none of it. */

const MB = 1024 * 1024;
const UNITS: Readonly<Record<string, number>> = {
  '': MB,
  b: 1,
  byte: 1,
  bytes: 1,
  k: 1024,
  kb: 1024,
  m: MB,
  mb: MB,
  g: 1024 * MB,
  gb: 1024 * MB,
  t: 1024 * 1024 * MB,
  tb: 1024 * 1024 * MB,
};

/** `25 GB`, `1,024 MB`, `1.5 GB (1,610,612,736 bytes)`; a bare number has the unit of its column, MB where that says none. */
export function bytesIn(cell: string, unitBytes: number | null): number | null {
  const exact = /\(([\d,. ]+) bytes\)/i.exec(cell);
  if (exact !== null) return Number((exact[1] ?? '').replace(/\D/g, ''));
  const parts = /^([\d.,'\u00a0 ]+?)\s*([a-z]*)$/i.exec(cell.trim());
  const number = decimalOf(parts?.[1] ?? '');
  const unit = (parts?.[2] ?? '').toLowerCase().replace(/ib$/, 'b');
  if (number === null) return null;
  const factor = unit === '' ? (unitBytes ?? MB) : UNITS[unit];
  return factor === undefined ? null : Math.round(number * factor);
}

/** `1,024.5`, `1.024,5`, `1 024`: the last mark is that of the decimals unless three digits follow it. */
function decimalOf(text: string): number | null {
  const plain = text.replace(/['\u00a0 ]/g, '');
  if (!/^\d[\d.,]*$/.test(plain)) return null;
  const grouped = /^\d{1,3}([.,]\d{3})+$/.test(plain);
  const last = Math.max(plain.lastIndexOf('.'), plain.lastIndexOf(','));
  if (grouped || last < 0) return Number(plain.replace(/[.,]/g, ''));
  return Number(`${plain.slice(0, last).replace(/[.,]/g, '')}.${plain.slice(last + 1)}`);
}

const YES = /^(true|yes|y|1|on|enabled|active|ok|ja|oui|si|x|aktiv|actif|wahr|vrai)$/i;
const NO = /^(false|no|n|0|off|disabled|inactive|suspended|blocked|locked|nein|non|deaktiviert|inactif|falsch|faux)$/i;

export function flagOf(cell: string): boolean | null {
  const text = cell.trim();
  if (YES.test(text)) return true;
  return NO.test(text) ? false : null;
}

/** `2024-03-05T14:07:09`, or `never`. American order where a date says nothing about it, as the control panel writes. */
export function momentOf(cell: string): string | null {
  const text = cell.trim();
  if (/^(never|none|-|–|n\/a|nie|jamais|0)$/i.test(text)) return 'never';
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ](.*))?$/.exec(text);
  if (iso !== null) return written(iso[1], iso[2], iso[3], iso[4]);
  const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?:,? (.*))?$/.exec(text);
  if (dotted !== null) return written(dotted[3], dotted[2], dotted[1], dotted[4]);
  const slashed = /^(\d{1,2})\/(\d{1,2})\/(\d{4})(?:,? (.*))?$/.exec(text);
  if (slashed === null) return null;
  const [, first = '', second = '', year, time] = slashed;
  return Number(first) > 12 ? written(year, second, first, time) : written(year, first, second, time);
}

function written(year = '', month = '', day = '', time = ''): string | null {
  const clock = /^(\d{1,2}):(\d\d)(?::(\d\d))?(?:\.\d+)? ?([AP])?\.?M?/i.exec(time);
  const [, hourText = '0', minute = '00', second = '00', half = ''] = clock ?? [];
  const hour = half === '' ? Number(hourText) : (Number(hourText) % 12) + (half.toUpperCase() === 'P' ? 12 : 0);
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31 || hour > 23) return null;
  const two = (text: string | number): string => String(text).padStart(2, '0');
  return `${year}-${two(month)}-${two(day)}T${two(hour)}:${minute}:${second}`;
}

/** Bounded as RFC 5321 §4.5.3.1 bounds its parts, so that a long text without an address is read in one go. */
const ADDRESS = /[^\s,;|<>"()[\]]{1,64}@[^\s,;|<>"'()[\]]{1,255}/g;

/** All addresses in it, whatever stands around them, in lower case and each once. */
export function addressesIn(cell: string): readonly string[] {
  const found = (cell.match(ADDRESS) ?? []).map((text) => text.replace(/^'*((smtp|mailto):)?/i, '').toLowerCase());
  return [...new Set(found)].filter((address) => isAddress(address));
}

/** One `@`, a name before it and a domain behind it. */
export function isAddress(text: string): boolean {
  return /^[^\s@,;<>"]{1,64}@[^\s@,;<>"]{1,255}$/.test(text);
}
