/** The shapes of sign-ins at old mailboxes. */
import { z } from 'zod';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { instant, name } from './words.ts';

/** As many as a project is planned for. */
const SIGN_INS_MAX = 5000;

export const signInsBody = z.object({
  signIns: z
    .array(z.object({ mailbox: name, at: z.iso.datetime({ offset: true }) }))
    .min(1)
    .max(SIGN_INS_MAX)
    .meta({
      description:
        'The last one of each mailbox, as the provider of the old mailboxes tells it (Rackspace: lastLogin).',
    }),
});

export const oldSignInShape = z.object({
  mailbox: z.uuid(),
  name: z.string(),
  state: z.enum(MAILBOX.states),
  signedInAt: z.iso.datetime(),
  provenAt: z.iso.datetime().meta({ description: 'When its last verification was.' }),
  remindedAt: instant,
});
export const notedSignInsShape = z.object({
  noted: z.int(),
  unknown: z.array(z.string()).meta({ description: 'No mailbox of the project is called so.' }),
  old: z.array(oldSignInShape).meta({ description: 'Old mailboxes that are still used though their move is proven.' }),
});
