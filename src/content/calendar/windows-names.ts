/** Names of time zones as Windows and Exchange have them, and what `Intl` calls the same zones. */
import { canonicalZone } from '../../base/iana-offsets.ts';
import { WINDOWS_ZONES_TEXT } from './windows-zones.ts';

/** The canonical IANA zone that a Windows name means where no country is known. Case does not matter. Null for no such name. */
export function zoneNamedByWindows(name: string): string | null {
  return names().zones.get(name.toLowerCase()) ?? null;
}

/** The Windows name of an IANA zone in any of its spellings; null when Windows does not know the zone. */
export function windowsNameOf(zone: string): string | null {
  const canonical = canonicalZone(zone);
  return canonical === null ? null : (names().windows.get(canonical) ?? null);
}

/** What each Windows name means without a country, canonical. */
export function mainZones(): readonly string[] {
  return names().main;
}

interface Names {
  /** By the Windows name in lower case. */
  readonly zones: ReadonlyMap<string, string>;
  readonly windows: ReadonlyMap<string, string>;
  readonly main: readonly string[];
}

// Made when first wanted: asking `Intl` for five hundred canonical names takes a few hundredths of a second.
let made: Names | null = null;

function names(): Names {
  made ??= makeNames();
  return made;
}

function makeNames(): Names {
  const rows = WINDOWS_ZONES_TEXT.trim()
    .split('\n')
    .map((line) => {
      const [name = '', list = ''] = line.split(': ');
      const zones = list.split(' ').map(canonicalZone);
      return { name, zones: zones.filter((zone) => zone !== null) };
    });
  const zones = new Map<string, string>();
  const windows = new Map<string, string>();
  for (const {
    name,
    zones: [main],
  } of rows) {
    if (main === undefined) continue;
    zones.set(name.toLowerCase(), main);
    windows.set(main, name);
  }
  // Later, so that a zone that a name means first is called by that name, whatever other name lists it too.
  for (const row of rows) for (const zone of row.zones) if (!windows.has(zone)) windows.set(zone, row.name);
  return { zones, windows, main: [...new Set(zones.values())] };
}
