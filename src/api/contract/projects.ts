/** The shapes of projects. */
import { z } from 'zod';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { PROJECT, type ProjectEvent } from '../../model/project-states.ts';
import { anyOf, listQuery, textFilter } from './lists.ts';
import { actionsShape, instant, namesOf, reason } from './words.ts';

export const progressShape = z
  .object({
    itemsFound: z.int(),
    itemsCopied: z.int(),
    itemsVerified: z.int(),
    itemsFailed: z.int(),
    bytesFound: z.int(),
    bytesCopied: z.int(),
    bytesVerified: z.int(),
    bytesFailed: z.int(),
  })
  .meta({ description: 'Copied counts what is verified too; nothing is done before it is verified.' });

export const totalShape = z.object({ items: z.int(), bytes: z.int() }).nullable().meta({
  description: 'All there is to move; null until every folder was listed, by a survey or by the move itself.',
});

export const rateShape = z
  .object({ itemsPerSecond: z.number(), bytesPerSecond: z.number() })
  .nullable()
  .meta({ description: 'Of the last minute; null while nobody works on it, or too little was seen.' });

export const endShape = z
  .object({ earliest: z.iso.datetime(), latest: z.iso.datetime() })
  .nullable()
  .meta({ description: 'Until all is copied and read back, from what was measured here; null before.' });

export const projectShape = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(PROJECT.states),
  createdAt: z.iso.datetime(),
});

export const projectDetailShape = projectShape.extend({
  mailboxes: z.partialRecord(z.enum(MAILBOX.states), z.int()),
  progress: progressShape,
  total: totalShape,
  uncounted: z.int().meta({ description: 'Mailboxes that move and are not in `total`: nobody has listed them.' }),
  rate: rateShape,
  end: endShape,
  lastActivityAt: instant,
  exceptions: z
    .array(z.object({ code: z.string(), mailboxes: z.int() }))
    .meta({ description: 'Mailboxes by what stops them or makes them wait, as in docs/errors.md.' }),
  links: z
    .object({
      states: z.partialRecord(z.enum(MAILBOX.states), z.string()),
      exceptions: z.record(z.string(), z.string()),
      uncounted: z.string(),
      failed: z.string().meta({ description: 'Mailboxes with items that could not be moved.' }),
      waiting: z.string(),
      events: z.string(),
    })
    .meta({ description: 'For each number, where the things are that it counts.' }),
  actions: actionsShape,
});

export const projectActBody = z.object({ act: z.enum(namesOf<ProjectEvent>(PROJECT.events)), reason });

export const projectListQuery = listQuery(['name', '-name', 'createdAt', '-createdAt']).extend({
  state: anyOf(PROJECT.states).meta({ description: 'May be given several times.' }),
  text: textFilter,
});
