/**
 * What people are told, in words, and the first file of its room: texts, mails and webhooks that go out, and mail that comes
 * back. It asks nobody what may be done: `project/` has decided that before. It never shows a fact that it has not made harmless.
 */
import type { NOTICES, NoticeKind } from '../model/notice.ts';

/**
 * The words of one notice, with `{fact}` where a fact stands. Written for somebody who is tired: what happened and to which thing,
 * what Godwit does next, what the reader can do. Nothing is called done that is not verified.
 */
export interface NoticeText {
  readonly subject: string;
  /** Each is a paragraph. */
  readonly happened: readonly string[];
  readonly next: readonly string[];
  readonly you: readonly string[];
  /** A fact that is a link, and what it is called. */
  readonly link?: string;
}

type Placeholders<Text extends string> = Text extends `${string}{${infer Name}}${infer Rest}`
  ? Name | Placeholders<Rest>
  : never;
type Words<Text extends NoticeText> = Text['subject'] | (Text['happened'] | Text['next'] | Text['you'])[number];
type FactOf<Kind extends NoticeKind> = (typeof NOTICES)[Kind]['facts'][number];

/** What a text names and its notice does not have; never where all is well. */
export type StrayPlaceholders<Texts extends Readonly<Record<NoticeKind, NoticeText>>> = {
  [Kind in NoticeKind]: Exclude<Placeholders<Words<Texts[Kind]>>, FactOf<Kind>>;
}[NoticeKind];
