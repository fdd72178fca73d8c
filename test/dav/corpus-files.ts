/** The calendars and cards of the shared corpus as resources of a DAV server. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../rooms/files.ts';

/** Whole files of calendars, and single cards. Servers refuse many of them. */
export function corpusOf(service: 'caldav' | 'carddav'): readonly Buffer[] {
  const folder = join(ROOT, '..', 'shared', 'corpus', service === 'caldav' ? 'calendar' : 'contacts');
  if (!existsSync(folder)) throw new Error(`the corpus has no folder ${folder}`);
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
  const extension = service === 'caldav' ? '.ics' : '.vcf';
  const files = names.filter((name) => name.endsWith(extension)).map((name) => readFileSync(join(folder, name)));
  return service === 'caldav' ? files : files.flatMap(cardsIn);
}

/** A resource is one card, and servers want it to have a UID; the files hold several, and few have one. */
function cardsIn(bytes: Buffer, file: number): readonly Buffer[] {
  const cards = bytes.toString('latin1').match(/^BEGIN:VCARD.*?^END:VCARD\s*/gims) ?? [];
  return cards.map((card, nth) => {
    const text = /^UID[;:]/im.test(card) ? card : card.replace(/^END:VCARD/im, `UID:corpus-${file}-${nth}\r\n$&`);
    return Buffer.from(text, 'latin1');
  });
}
