import { describe, expect, test } from 'vitest';
import { DEVICE_KINDS } from '../../model/device.ts';
import { filledText } from '../guides/guide.ts';
import { deviceGuide } from './device-guides.ts';

const WORDS = { address: 'ann@example.com', host: 'exchange.example.com' };

describe.each(['exchange', 'imap'] as const)('for %s', (is) => {
  test.each(DEVICE_KINDS)('%s is set up by steps that leave no word open', (kind) => {
    const { title, steps } = deviceGuide(kind, { is, host: WORDS.host });
    const texts = steps.map((step) => filledText(step, WORDS));
    expect(title.length).toBeGreaterThan(5);
    expect(texts.length).toBeGreaterThan(2);
    expect(texts.join(' ')).toContain(WORDS.address);
    for (const text of texts) expect(text).not.toMatch(/[{}*]/);
  });
});
