/** The shape of what a survey found. */
import { z } from 'zod';
import { instant } from './words.ts';

export const surveyShape = z.object({
  at: z.iso.datetime(),
  moves: z
    .object({ items: z.int(), bytes: z.int() })
    .meta({ description: 'Without what is left out and what is too large.' }),
  holds: z.object({ items: z.int(), bytes: z.int() }),
  oldest: instant,
  newest: instant,
  folders: z.array(
    z.object({
      name: z.string(),
      target: z.string().nullable().meta({ description: 'What it will be called; null where it is left out.' }),
      items: z.int(),
      bytes: z.int(),
      oldest: instant,
      newest: instant,
      tooLargeItems: z.int(),
      problem: z.string().nullable().meta({ description: 'Why it was not listed to its end.' }),
    }),
  ),
  renames: z.array(z.object({ from: z.string(), to: z.string(), why: z.string() })),
  tooLargeItems: z.int(),
  tooLarge: z
    .array(z.object({ folder: z.string(), receivedAt: z.iso.datetime(), bytes: z.int() }))
    .meta({ description: 'The first thousand.' }),
  itemBytesMax: z.int(),
  duration: z.object({ lowMs: z.int(), highMs: z.int() }).meta({ description: 'Of this mailbox alone.' }),
  learntFrom: z.int().meta({ description: 'Moves to the same server; 0 where only published figures are known.' }),
});
