/** The shapes of the devices of a user: which there are, how each is set up after the move, and what is done. */
import { z } from 'zod';
import { DEVICE_KINDS, SETTLED_NAMES, SETTLING_STEPS } from '../../model/device.ts';

const device = z.enum(DEVICE_KINDS);

export const devicesBody = z.object({
  devices: z.array(device).max(DEVICE_KINDS.length).default([]),
  done: z.array(z.enum(SETTLED_NAMES)).max(SETTLED_NAMES.length).default([]),
});

export const devicesShape = z.object({
  signIn: z
    .object({ is: z.enum(['exchange', 'imap']), host: z.string(), address: z.string() })
    .nullable()
    .meta({ description: 'Null until the new mailbox is proven.' }),
  steps: z
    .array(z.object({ id: z.enum(SETTLING_STEPS), title: z.string(), isDone: z.boolean() }))
    .meta({ description: 'In this order, before the first device: one that tries an old password locks the account.' }),
  devices: z.array(
    z.object({
      id: device,
      title: z.string(),
      isMine: z.boolean(),
      isDone: z.boolean(),
      howTo: z.array(z.string()).nullable().meta({ description: 'Null until the new mailbox is proven.' }),
    }),
  ),
});
