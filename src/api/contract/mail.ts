/** The shapes of how the installation sends and reads mail. */
import { z } from 'zod';
import { INCOMING_OUTCOMES } from '../../model/incoming-mail.ts';
import { LINE_SECURITIES } from '../../model/mail-settings.ts';
import { listQuery } from './lists.ts';
import { mailAddress, neededReason, secret } from './words.ts';

const HOST_LENGTH_MAX = 253;
const USER_LENGTH_MAX = 320;
const FOLDER_LENGTH_MAX = 500;
const PORT_MAX = 65_535;
const DISPLAY_NAME_LENGTH_MAX = 100;

const server = {
  host: z
    .string()
    .max(HOST_LENGTH_MAX)
    .regex(/^[\p{L}\p{N}.:_-]+$/u),
  port: z.int().min(1).max(PORT_MAX),
  security: z.enum(LINE_SECURITIES).meta({
    description: 'implicit: TLS from the first byte. starttls: demanded. none: in plain text, to this machine alone.',
  }),
  user: z.string().min(1).max(USER_LENGTH_MAX).nullable().default(null),
};
const folder = z.string().min(1).max(FOLDER_LENGTH_MAX).default('INBOX');
const password = secret.nullable().optional().meta({ description: 'Left out: as it was. Null: none.' });
/** A display name is no place for line ends. */
const displayName = z
  .string()
  .trim()
  .min(1)
  .max(DISPLAY_NAME_LENGTH_MAX)
  .regex(/^[^\p{Cc}]*$/u);
const from = z.strictObject({ name: displayName, address: mailAddress });
const replyTo = mailAddress
  .nullable()
  .default(null)
  .meta({ description: 'Null: replies go to the address of `from`.' });
const plusAddress = z.boolean().default(true).meta({
  description: 'Replies carry their token behind a plus in the address, which most mail servers understand.',
});

export const mailSettingsBody = z.strictObject({
  smtp: z.strictObject({ ...server, password }),
  from,
  replyTo,
  plusAddress,
  imap: z
    .strictObject({ ...server, folder, password })
    .nullable()
    .default(null),
  reason: neededReason,
});
export type MailSettingsBody = z.output<typeof mailSettingsBody>;

const serverShape = z.object({
  host: z.string(),
  port: z.int(),
  security: z.enum(LINE_SECURITIES),
  user: z.string().nullable(),
  hasPassword: z.boolean(),
});
export const mailSettingsShape = z.object({
  isSet: z.boolean(),
  smtp: serverShape.nullable(),
  from: z.object({ name: z.string(), address: z.string() }).nullable(),
  replyTo: z.string().nullable(),
  plusAddress: z.boolean(),
  imap: serverShape.extend({ folder: z.string() }).nullable(),
  hasIncomingSecret: z.boolean().meta({ description: 'Mail can be handed in, signed with it.' }),
});

export const testMailBody = z.strictObject({ to: mailAddress });
export const testMailShape = z.object({ answer: z.string().meta({ description: 'What the mail server said.' }) });
export const incomingSecretShape = z.object({
  secret: z.string().meta({ description: 'Signs mail that is handed in. Shown here and never again.' }),
});

export const incomingListQuery = listQuery(['-at', 'at']);
export const incomingShape = z.object({
  id: z.uuid(),
  at: z.iso.datetime(),
  outcome: z.enum(INCOMING_OUTCOMES).meta({ description: 'Why it stands in no ticket.' }),
  from: z.string(),
  subject: z.string(),
  text: z.string(),
});
export const takenShape = z.object({
  outcome: z
    .enum([...INCOMING_OUTCOMES, 'again'])
    .meta({ description: 'entry: it stands in its ticket. again: it was taken before.' }),
});
