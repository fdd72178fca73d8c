/** From a letter to its words: a subject and paragraphs, with every fact made harmless. */
import { unreachable } from '../base/assert.ts';
import type { Letter } from '../model/delivery.ts';
import type { NoticeKind } from '../model/notice.ts';
import type { Author, EntryPart, TicketEntry } from '../model/ticket.ts';
import { NOTICE_TEXTS } from './notice-texts.ts';
import { isWebLink, shownFact, shownMoment, shownSubject, shownWords } from './shown-fact.ts';

export interface Section {
  /** Null for what comes first. */
  readonly heading: string | null;
  readonly paragraphs: readonly string[];
  /** They are somebody's own words. */
  readonly isQuoted: boolean;
}

export interface LetterWords {
  readonly subject: string;
  readonly sections: readonly Section[];
  readonly link: { readonly label: string; readonly url: string } | null;
  /** Small, at the end. */
  readonly footer: string;
}

/** Null where a secret fact that the notice carries is gone. */
export function letterWords(letter: Letter): LetterWords | null {
  const { part } = letter.entry;
  return part.is === 'notice' ? noticeWords(letter, part) : entryWords(letter, part);
}

function noticeWords(letter: Letter, part: Extract<EntryPart, { is: 'notice' }>): LetterWords | null {
  const { about, project, timeZone, secretFacts } = letter;
  const text = NOTICE_TEXTS[part.kind];
  const link = linkOf(text.link, secretFacts?.['link']?.reveal());
  if (text.link !== undefined && link === null) return null;
  const facts = new Map(Object.entries(part.facts).map(([name, fact]) => [name, shownFact(fact, timeZone, name)]));
  const filled = (words: string) => words.replace(/\{([a-z]+)\}/g, (whole, name: string) => facts.get(name) ?? whole);
  const paragraphs = (words: readonly string[]) => words.map(filled);
  return {
    subject: shownSubject(filled(text.subject)),
    sections: [
      { heading: null, paragraphs: paragraphs(text.happened), isQuoted: false },
      ...(about === null ? [] : [saidIn(about)]),
      { heading: 'What Godwit does next', paragraphs: paragraphs(text.next), isQuoted: false },
      { heading: 'What you can do', paragraphs: paragraphs(text.you), isQuoted: false },
    ],
    link,
    footer: footerOf(shownFact(project.name, timeZone), isToUser(part.kind)),
  };
}

function linkOf(label: string | undefined, url: string | undefined): LetterWords['link'] {
  return label === undefined || url === undefined || !isWebLink(url) ? null : { label, url };
}

function isToUser(kind: NoticeKind): boolean {
  return NOTICE_TEXTS[kind].link !== undefined;
}

function footerOf(project: string, isOfUser: boolean): string {
  return isOfUser
    ? `Godwit sends this because your mailbox is part of ${project}. You can reply: the people who look after the move read it.`
    : `This is about ${project}. You can reply to this mail: your answer goes into the ticket.`;
}

function saidIn(entry: TicketEntry): Section {
  return { heading: `${whoIs(entry.author)} wrote`, paragraphs: paragraphsOf(entry.text), isQuoted: true };
}

function paragraphsOf(text: string): readonly string[] {
  return shownWords(text)
    .join('\n')
    .split(/\n{2,}/);
}

function whoIs(author: Author): string {
  if (author.is === 'contact') return shownFact(author.address, 'UTC');
  if ('role' in author) return author.role === 'operator' ? 'The migrations team' : 'An administrator';
  return author.is === 'mailbox-user' ? 'The user of a mailbox' : 'Godwit';
}

function entryWords({ entry, project, timeZone }: Letter, part: Exclude<EntryPart, { is: 'notice' }>): LetterWords {
  const name = shownFact(project.name, timeZone);
  const parts = partWords(part, timeZone);
  return {
    subject: shownSubject(`${TITLES[part.is]}: ${name}`),
    sections: [
      { heading: null, paragraphs: [`${whoIs(entry.author)} wrote in the ticket of ${name}.`], isQuoted: false },
      ...(parts.length === 0 ? [] : [{ heading: null, paragraphs: parts, isQuoted: false }]),
      ...(entry.text.trim() === '' ? [] : [{ heading: null, paragraphs: paragraphsOf(entry.text), isQuoted: true }]),
    ],
    link: null,
    footer: footerOf(name, false),
  };
}

const TITLES: Readonly<Record<Exclude<EntryPart['is'], 'notice'>, string>> = {
  request: 'A request to move',
  question: 'A question',
  reply: 'A reply',
  plan: 'A plan',
  answer: 'An answer to the plan',
  alternative: 'Other dates',
  confirmation: 'A confirmed date',
};
/** More are in the ticket. */
const ADDRESSES_MAX = 50;

function partWords(part: Exclude<EntryPart, { is: 'notice' }>, zone: string): readonly string[] {
  switch (part.is) {
    case 'request':
    case 'question':
    case 'reply':
      return [];
    case 'plan':
      return [`Version ${part.version} of the plan.`];
    case 'alternative':
      return [`Free dates: ${part.offered.map((at) => shownMoment(at, zone)).join('; ')}.`];
    case 'confirmation':
      return [`Confirmed: ${shownMoment(part.at, zone)}.`];
    case 'answer':
      return answerWords(part, zone);
    default:
      return unreachable(part);
  }
}

function answerWords(
  { acknowledged, wishedAt, addresses, missing }: Extract<EntryPart, { is: 'answer' }>,
  zone: string,
): readonly string[] {
  const shown = addresses.slice(0, ADDRESSES_MAX).map((address) => shownFact(address, zone));
  const more = addresses.length > shown.length ? ` and ${addresses.length - shown.length} more` : '';
  return [
    acknowledged === null
      ? []
      : [`Read and understood: version ${acknowledged.version}, by ${shownFact(acknowledged.name, zone)}.`],
    wishedAt === null ? [] : [`Wished date: ${shownMoment(wishedAt, zone)}.`],
    shown.length === 0 ? [] : [`Addresses (${addresses.length}): ${shown.join(', ')}${more}.`],
    missing.length === 0 ? [] : [`Still missing: ${missing.join(', ')}.`],
  ].flat();
}
