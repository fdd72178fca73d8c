import { expect, test } from 'vitest';
import { committedWindowsZones, windowsZonesText } from '../../../test/generate/windows-zones.ts';

test('the table of Windows names is that of the installed CLDR', () => {
  // `node test/generate/windows-zones.ts` writes it.
  expect(committedWindowsZones()).toBe(windowsZonesText());
});
