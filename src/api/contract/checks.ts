/** The shape of what a check of a mailbox found. */
import { z } from 'zod';

export const checkShape = z.object({
  at: z.iso.datetime(),
  results: z.array(
    z.object({
      id: z.string().meta({ description: 'As in docs/checks.md; the same in every check.' }),
      title: z.string(),
      verdict: z.enum(['pass', 'warn', 'block']),
      evidence: z.array(z.string()).meta({ description: 'What was seen. May hold text of servers: show it as such.' }),
      fault: z
        .object({
          cause: z.string(),
          remedy: z.string(),
          owner: z.enum(['administrator', 'dns-host', 'web-host', 'user', 'target-admin']),
        })
        .nullable()
        .meta({ description: 'Null exactly where it passed.' }),
    }),
  ),
});

export const checksAskedShape = z.object({ asked: z.int().meta({ description: 'Mailboxes that a worker looks at.' }) });
