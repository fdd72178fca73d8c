/**
 * Makes the table of Windows' time zone names from the Unicode CLDR: `node test/generate/windows-zones.ts`. A test fails while
 * the table is not that of the installed CLDR.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const TABLE = join(import.meta.dirname, '../../src/content/calendar/windows-zones.ts');

interface MapZone {
  readonly _other: string;
  /** One or more IANA names, with a blank between. */
  readonly _type: string;
  readonly _territory: string;
}

/** The text of the table as it should be. */
export function windowsZonesText(): string {
  const path = createRequire(import.meta.url).resolve('cldr-core/supplemental/windowsZones.json');
  // The form of CLDR's JSON, which a change of the package would break here and nowhere else.
  const json = JSON.parse(readFileSync(path, 'utf8')) as {
    supplemental: {
      version: { _cldrVersion: string };
      windowsZones: { mapTimezones: readonly { mapZone: MapZone }[] };
    };
  };
  const { version, windowsZones } = json.supplemental;
  const zones = new Map<string, Set<string>>();
  // Territory 001 stands for the world: its zone is the one that the Windows name means where no country is known.
  const rows = windowsZones.mapTimezones.map(({ mapZone }) => mapZone);
  for (const { _other, _type } of [
    ...rows.filter(({ _territory }) => _territory === '001'),
    ...rows.filter(({ _territory }) => _territory !== '001'),
  ]) {
    const names = zones.get(_other) ?? new Set();
    for (const name of _type.split(' ').filter((part) => part !== '')) names.add(name);
    zones.set(_other, names);
  }
  const lines = [...zones].map(([windows, names]) => `${windows}: ${[...names].join(' ')}`);
  return `${head(version._cldrVersion)}${lines.join('\n')}\n\`;\n`;
}

/** The text of the table as it is. */
export function committedWindowsZones(): string {
  return readFileSync(TABLE, 'utf8');
}

function head(version: string): string {
  return `/**
 * What Windows calls the time zones, and Exchange with it. Made by test/generate/windows-zones.ts from CLDR ${version}
 * (windowsZones.json, Unicode License v3); not to be edited by hand.
 */

/** A line for each Windows name, with the IANA zones that it stands for; the one that it means without a country is the first. */
export const WINDOWS_ZONES_TEXT = \`\
`;
}

if (import.meta.main) writeFileSync(TABLE, windowsZonesText());
