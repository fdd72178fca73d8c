/** The words of all notices: the one catalogue that mails are made from, in English. */
import type { NoticeKind } from '../model/notice.ts';
import type { NoticeText, StrayPlaceholders } from './notice-text.ts';
import { FINISHING_TEXTS } from './texts/finishing.ts';
import { MOVING_TEXTS } from './texts/moving.ts';
import { SCHEDULING_TEXTS } from './texts/scheduling.ts';

const TEXTS = { ...SCHEDULING_TEXTS, ...MOVING_TEXTS, ...FINISHING_TEXTS } as const satisfies Readonly<
  Record<NoticeKind, NoticeText>
>;

/** Does not compile where a text names a fact that its notice does not have; the error names it. */
export const NOTICE_TEXTS: NoStray<StrayPlaceholders<typeof TEXTS>> = TEXTS;

type NoStray<Stray> = [Stray] extends [never] ? Readonly<Record<NoticeKind, NoticeText>> : { readonly stray: Stray };
