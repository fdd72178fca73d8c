/** The five colours of sticky notes. */
import type { NoteDetails } from '../../model/calendar.ts';

const BLUE = 0;
const GREEN = 1;
const PINK = 2;
const YELLOW = 3;
const WHITE = 4;

/** Names of colours (CSS Color 3, which RFC 7986 §5.9 uses), and of the categories that Outlook brings along. */
const COLOURS: readonly (readonly [pattern: RegExp, colour: number])[] = [
  [/blue|navy|teal|turquoise|cyan|aqua|azure|indigo/, BLUE],
  [/green|lime|olive|chartreuse/, GREEN],
  [/pink|red|crimson|magenta|fuchsia|purple|violet|orchid|plum|salmon|coral|tomato|maroon/, PINK],
  [/white|gr[ae]y|silver|snow|ivory|linen|black/, WHITE],
  [/yellow|gold|orange|khaki|beige/, YELLOW],
];

/** By its COLOR, else by the first category that is named like a colour; yellow otherwise, as paper notes are. */
export function noteColour({ others, categories }: Pick<NoteDetails, 'others' | 'categories'>): number {
  const named = others.flatMap((line) => /^COLOR(?:;[^:]*)?:(.*)$/is.exec(line)?.[1] ?? []);
  const coloured = categories.filter((category) => /\bcategory$|^\w+$/i.test(category));
  for (const name of [...named, ...coloured]) {
    const found = COLOURS.find(([pattern]) => pattern.test(name.trim().toLowerCase()));
    if (found !== undefined) return found[1];
  }
  return YELLOW;
}
