/**
 * The shapes of everything that goes in and out, once: requests are checked, answers are cut to them, and OpenAPI is made of them.
 * Here is what all of them are made of; each of the other files has those of one kind of thing.
 */
import { z } from 'zod';

export const NAME_LENGTH_MAX = 200;
const PASSWORD_LENGTH_MAX = 1024;
const REASON_LENGTH_MAX = 2000;
export const PAGE_LENGTH_MAX = 500;
export const name = z.string().trim().min(1).max(NAME_LENGTH_MAX);
export const mailAddress = z.email().max(320).toLowerCase();
export const instant = z.iso.datetime().nullable();
export const secret = z.string().min(1).max(PASSWORD_LENGTH_MAX).meta({ writeOnly: true });
export const problemShape = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
  })
  .meta({ description: 'RFC 9457. `code` stands in docs/errors.md, `detail` is what to do.' });

export const organisationParams = z.object({ organisation: z.uuid() });
export const projectParams = organisationParams.extend({ project: z.uuid() });
export const mailboxParams = projectParams.extend({ mailbox: z.uuid() });
export const nameBody = z.object({ name });
export const actionsShape = z
  .array(
    z.object({
      name: z.string(),
      label: z.string(),
      allowed: z.boolean(),
      why: z.string().nullable(),
      needsReason: z.boolean(),
    }),
  )
  .meta({ description: 'All that the caller may ever do with it, and why not now.' });

/** Where nothing is done without one. */
export const neededReason = z.string().trim().min(1).max(REASON_LENGTH_MAX);
export const reason = z.string().trim().max(REASON_LENGTH_MAX).nullable().default(null);

export function namesOf<Event extends string>(events: Readonly<Record<Event, unknown>>): readonly Event[] {
  return Object.keys(events) as Event[]; // the keys of a record over events are the events
}
