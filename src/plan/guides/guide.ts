/** What a guide is: steps for one person at one computer or phone, complete in themselves. */
import type { DeviceWords } from '../devices/device-guides.ts';

export interface Guide {
  readonly title: string;
  /** How long it takes when nothing goes wrong; mail that is uploaded needs its own time on top. */
  readonly minutes: number;
  /** Why, and what to know before the first step. */
  readonly before: readonly string[];
  readonly parts: readonly GuidePart[];
  readonly trouble: readonly Trouble[];
}

interface GuidePart {
  /** Null where the guide has only one. */
  readonly title: string | null;
  readonly steps: readonly string[];
}

interface Trouble {
  readonly when: string;
  readonly then: string;
}

/**
 * The words in braces that a text of a guide may hold, and what stands there in the end. Between two pairs of asterisks
 * stands what is read on the screen.
 */
export interface GuideWords {
  readonly address: string;
  readonly imapHost: string;
  readonly smtpHost: string;
  readonly webmail: string;
  readonly newWebmail: string;
  readonly contact: string;
  readonly moveDate: string;
}

/** The parts of a text; every second one, beginning with the second, is read on the screen. */
export function filledParts(text: string, words: GuideWords | DeviceWords): readonly string[] {
  const values = new Map<string, string>(Object.entries(words));
  // Taken apart before it is filled: an asterisk in a name means nothing.
  return text.split('**').map((part) => part.replace(/\{(\w+)\}/g, (whole, name: string) => values.get(name) ?? whole));
}

/** For a page without bold letters. */
export function filledText(text: string, words: GuideWords | DeviceWords): string {
  return filledParts(text, words)
    .map((part, at) => (at % 2 === 1 ? `“${part}”` : part))
    .join('');
}
