/** Which zones a TZID may mean: names of the IANA and of Windows, as programs decorate, abbreviate and translate them. */
import { canonicalZone, ianaOffsetAt } from '../../base/iana-offsets.ts';
import { zoneNamedByWindows } from './windows-names.ts';

/** No name of a zone is longer; Outlook's longest has 68 characters. */
const NAME_CHARS_MAX = 200;

/**
 * Canonical IANA names that the text may stand for, the likeliest first; empty when it says nothing. A plain offset gives
 * a zone of `Etc/`, where there is one.
 */
export function zonesNamed(tzid: string): readonly string[] {
  const name = tzid.trim().replace(/^"|"$/g, '').trim();
  if (name === '' || name.length > NAME_CHARS_MAX) return [];
  const found = [plainName(name), windowsName(name), ...pathNames(name), offsetName(name), ...describedZones(name)];
  return [...new Set(found.filter((zone) => zone !== null))];
}

function plainName(name: string): string | null {
  if (/^(z|zulu|tzone:\/\/microsoft\/utc|coordinated universal time)$/i.test(name)) return 'UTC';
  return canonicalZone(name) ?? canonicalZone(name.replaceAll(' ', '_'));
}

/** `W. Europe Daylight Time`, `Romance`, `Eastern Standard Time 1` and names that Windows has given up. */
function windowsName(name: string): string | null {
  const bare = name.replace(/(?<=time)[\s/_-]{0,3}\d{1,4}$/i, '');
  const standard = bare.replace(/ (daylight|summer) time/i, ' Standard Time');
  const given = FORMER_WINDOWS_NAMES.get(standard.toLowerCase());
  const zone = [name, bare, standard, `${standard} Standard Time`]
    .map(zoneNamedByWindows)
    .find((found) => found !== null);
  return zone ?? (given === undefined ? null : canonicalZone(given));
}

/** Zones that Windows knew under another name, or not as it knows them now. */
const FORMER_WINDOWS_NAMES: ReadonlyMap<string, string> = new Map([
  ['mexico standard time', 'America/Mexico_City'],
  ['mid-atlantic standard time', 'Etc/GMT+2'],
  ['malay peninsula standard time', 'Asia/Singapore'],
  ['armenian standard time', 'Asia/Yerevan'],
  ['kamchatka standard time', 'Asia/Kamchatka'],
  ['e. south america brasilia standard time', 'America/Sao_Paulo'],
  ['us pacific standard time', 'America/Los_Angeles'],
  ['china taiwan standard time', 'Asia/Taipei'],
]);

/** `/freeassociation.sourceforge.net/Tzfile/Europe/Berlin`, `US--Eastern`, `America-Argentina-Ushuaia`: the end is a name. */
function pathNames(name: string): readonly (string | null)[] {
  const parts = name.split(/\/+|-{2}/).filter((part) => part !== '');
  const ends = [3, 2].map((count) => parts.slice(-count).join('/'));
  // A last part alone would find `GMT` or `EST` in names that mean something else.
  const found = ends.filter((end) => end.includes('/')).map((end) => canonicalZone(end));
  return name.includes('/') ? found : [...found, canonicalZone(name.replace(/--?/g, '/').replaceAll(' ', '_'))];
}

/** `GMT+0100`, `UTC-5`, `+01:00`, `(GMT -03:00)`: hours east of Greenwich, whole ones only, since others have no name. */
function offsetName(name: string): string | null {
  const hours = offsetHours(/^\(?(?:gmt|utc)?\s?([+-]\d{1,2})(?::?(\d\d))?\)?$/i.exec(name));
  if (hours === null || !Number.isInteger(hours)) return null;
  // The signs of `Etc/` count westward.
  return hours === 0 ? 'UTC' : canonicalZone(`Etc/GMT${hours > 0 ? '-' : '+'}${Math.abs(hours)}`);
}

function offsetHours(found: RegExpExecArray | null): number | null {
  if (found === null) return null;
  const [, hours = '0', minutes = '0'] = found;
  return Number(hours) + (hours.startsWith('-') ? -1 : 1) * (Number(minutes) / 60);
}

/** `(UTC+01:00) Amsterdam, Berlin, Bern`: cities, or a region by its name; only such as have that offset nowadays. */
function describedZones(name: string): readonly string[] {
  const prefix = /^\((?:gmt|utc)\s?([+-]\d\d):?(\d\d)\)\s*/i.exec(name);
  const hours = offsetHours(prefix);
  const places = name.slice(prefix?.[0].length ?? 0).replace(/^\((?:gmt|utc)\)\s*/i, '');
  // Without an offset the whole text has to be places, or any text with a comma would name a zone by chance.
  const zones = places.split(/[,;]| [:/] /).map(placeNamed);
  if (hours === null && zones.some((zone) => zone === null) && zones.length > 1 && !name.startsWith('(')) return [];
  return zones.filter((zone) => zone !== null).filter((zone) => hours === null || hasStandardOffset(zone, hours));
}

/** Two moments of one year, one in the winter of each hemisphere. */
const WINTERS = [Date.UTC(2025, 0, 15), Date.UTC(2025, 6, 15)] as const;

function hasStandardOffset(zone: string, hours: number): boolean {
  // Windows shows the offset without daylight saving, which is the lesser one everywhere but in Ireland's law.
  return Math.min(...WINTERS.map((at) => ianaOffsetAt(zone, at))) === hours * 3_600_000;
}

const AREAS = [
  'Europe',
  'America',
  'Asia',
  'Africa',
  'Australia',
  'Pacific',
  'Atlantic',
  'Indian',
  'America/Argentina',
];

function placeNamed(text: string): string | null {
  const place = text
    .trim()
    .replace(/ \(.*\)$/, (parenthesis) => (REGIONS.has(text.trim().toLowerCase()) ? parenthesis : ''))
    .replace(/^city of /i, '')
    .replace(/ (islands?|is\.)$/i, '');
  const region = REGIONS.get(text.trim().toLowerCase()) ?? REGIONS.get(place.toLowerCase());
  if (region !== undefined) return canonicalZone(region);
  if (!/^[\p{L} .'-]{3,40}$/u.test(place)) return null;
  const city = place.replaceAll(' ', '_').replace(/[.']/g, '');
  return AREAS.map((area) => canonicalZone(`${area}/${city}`)).find((zone) => zone !== null) ?? null;
}

/** Places in Windows' descriptions, and names in Lotus Notes and old exports, that are no city of the IANA. */
const REGIONS: ReadonlyMap<string, string> = new Map([
  ['eastern', 'America/New_York'],
  ['eastern time', 'America/New_York'],
  ['central', 'America/Chicago'],
  ['central time', 'America/Chicago'],
  ['mountain', 'America/Denver'],
  ['mountain time', 'America/Denver'],
  ['pacific', 'America/Los_Angeles'],
  ['pacific time', 'America/Los_Angeles'],
  ['atlantic time', 'America/Halifax'],
  ['alaska', 'America/Anchorage'],
  ['hawaii', 'Pacific/Honolulu'],
  ['arizona', 'America/Phoenix'],
  ['indiana (east)', 'America/Indiana/Indianapolis'],
  ['saskatchewan', 'America/Regina'],
  ['yukon', 'America/Whitehorse'],
  ['newfoundland', 'America/St_Johns'],
  ['central america', 'America/Guatemala'],
  ['baja california', 'America/Tijuana'],
  ['turks and caicos', 'America/Grand_Turk'],
  ['haiti', 'America/Port-au-Prince'],
  ['salvador', 'America/Bahia'],
  ['greenland', 'America/Godthab'],
  ['cabo verde', 'Atlantic/Cape_Verde'],
  ['mid-atlantic - old', 'Etc/GMT+2'],
  ['international date line west', 'Etc/GMT+12'],
  ['greenwich mean time', 'Europe/London'],
  ['western/central europe', 'Europe/Berlin'],
  ['west central africa', 'Africa/Lagos'],
  ['brasilia', 'America/Sao_Paulo'],
  ['brasília', 'America/Sao_Paulo'],
  ['pretoria', 'Africa/Johannesburg'],
  ['st. petersburg', 'Europe/Moscow'],
  ['abu dhabi', 'Asia/Dubai'],
  ['islamabad', 'Asia/Karachi'],
  ['new delhi', 'Asia/Kolkata'],
  ['chennai', 'Asia/Kolkata'],
  ['mumbai', 'Asia/Kolkata'],
  ['sri jayawardenepura', 'Asia/Colombo'],
  ['astana', 'Asia/Almaty'],
  ['hanoi', 'Asia/Bangkok'],
  ['beijing', 'Asia/Shanghai'],
  ['osaka', 'Asia/Tokyo'],
  ['solomon', 'Pacific/Guadalcanal'],
  ["nuku'alofa", 'Pacific/Tongatapu'],
  ['wellington', 'Pacific/Auckland'],
  ['coordinated universal time', 'UTC'],
]);
