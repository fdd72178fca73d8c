import { describe, expect, test } from 'vitest';
import { ianaOffsetAt, ianaTransitions } from '../../base/iana-offsets.ts';
import { offsetIn, readOffsets } from './observances.ts';
import { resolveZone, vtimezoneOf } from './zones.ts';

/** Those moments around each change of either side at which the text does not say what the zone does. */
function wrongMoments(name: string, from: number, to: number): readonly string[] {
  const offsets = readOffsets(vtimezoneOf({ is: 'iana', name }, from, to));
  if (offsets === null) return ['it cannot be read'];
  const [begin, end] = [Date.UTC(from, 0, 1), Date.UTC(to + 1, 0, 1)];
  const changes = [...ianaTransitions(name, from, to), ...offsets.transitions].flatMap(({ at }) => [at - 1000, at]);
  const moments = [begin, ...changes].filter((at) => at >= begin && at < end);
  return moments
    .filter((at) => ianaOffsetAt(name, at) !== offsetIn(offsets, at))
    .map((at) => new Date(at).toISOString());
}

describe('the VTIMEZONE of a zone', () => {
  const zones = Intl.supportedValuesOf('timeZone').filter((name) => name !== 'UTC');

  test('says the same as the time zone database from 1970 to 2037, for every zone', () => {
    expect(zones.filter((name) => wrongMoments(name, 1970, 2037).length > 0)).toEqual([]);
  });

  test.each([
    [2006, 2008],
    [1945, 1950],
    [2026, 2026],
  ])('says the same for the years %i to %i', (from, to) => {
    const some = ['Europe/Berlin', 'America/New_York', 'Africa/Casablanca', 'Australia/Lord_Howe', 'Asia/Gaza'];
    expect(some.flatMap((name) => wrongMoments(name, from, to))).toEqual([]);
  });

  test('means the same zone when it is read under its name, and one with the same clock under none', () => {
    const at = [2024, 2030].flatMap((year) => Array.from({ length: 12 }, (_, month) => Date.UTC(year, month, 15)));
    for (const name of [
      'Europe/Berlin',
      'America/New_York',
      'Africa/Casablanca',
      'Asia/Kathmandu',
      'America/Santiago',
    ]) {
      const text = vtimezoneOf({ is: 'iana', name }, 1990, 2040);
      expect(resolveZone(name, text)).toEqual(resolveZone(name, null));
      const zone = resolveZone('Customized Time Zone', text);
      const found = typeof zone === 'string' || zone.is === 'custom' ? 'none' : zone.name;
      expect(at.map((moment) => ianaOffsetAt(found, moment))).toEqual(at.map((moment) => ianaOffsetAt(name, moment)));
    }
  });

  test('stays small', () => {
    expect(Math.max(...zones.map((name) => vtimezoneOf({ is: 'iana', name }, 1970, 2037).length))).toBeLessThan(10_000);
  });
});
