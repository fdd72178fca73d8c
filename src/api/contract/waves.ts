/** The shapes of the waves of a project. */
import { z } from 'zod';
import { MAILBOX } from '../../model/mailbox-states.ts';
import { WAVE_PRIORITIES } from '../../model/wave.ts';
import { WAVE, type WaveEvent } from '../../model/wave-states.ts';
import { anyOf, listQuery } from './lists.ts';
import { endShape, progressShape, rateShape, totalShape } from './projects.ts';
import { actionsShape, instant, name, namesOf, projectParams, reason } from './words.ts';

const MAILBOXES_MAX = 5000;
const priority = z.literal(WAVE_PRIORITIES).meta({ description: '1 comes first. Within the organisation alone.' });
const startsAt = instant.meta({ description: 'On the minute; seconds are cut off.' });
const cutOverAt = instant.meta({
  description: 'Until then its mailboxes are kept in step. Null: each is cut over as soon as it is copied.',
});

export const waveParams = projectParams.extend({ wave: z.uuid() });
export const waveBody = z.object({
  name,
  startsAt: startsAt.default(null),
  cutOverAt: cutOverAt.default(null),
  priority: priority.default(2),
});
export type WaveBody = z.output<typeof waveBody>;
export const waveChangeBody = waveBody.partial().extend({ reason });
export const waveActBody = z.object({ act: z.enum(namesOf<WaveEvent>(WAVE.events)), reason });
export const assignmentBody = z.object({
  wave: z.uuid().nullable().meta({ description: 'Null: they move with their project.' }),
  mailboxes: z.array(z.uuid()).min(1).max(MAILBOXES_MAX),
});

export const waveListQuery = listQuery(['startsAt', '-startsAt', 'name', '-name', 'priority', '-priority']).extend({
  state: anyOf(WAVE.states),
});

export const waveShape = z.object({
  id: z.uuid(),
  name: z.string(),
  state: z.enum(WAVE.states),
  stage: z
    .enum(['pre-stage', 'ready', 'cutting-over'])
    .nullable()
    .meta({ description: 'What a wave that runs is busy with; ready: all are in step and wait for the cut-over.' }),
  startsAt,
  cutOverAt,
  cutOverBeganAt: instant,
  priority,
  mailboxes: z.partialRecord(z.enum(MAILBOX.states), z.int()),
});

export const waveDetailShape = waveShape.extend({
  progress: progressShape,
  total: totalShape,
  uncounted: z.int(),
  rate: rateShape,
  end: endShape,
  lastActivityAt: instant,
  exceptions: z.array(z.object({ code: z.string(), mailboxes: z.int() })),
  actions: actionsShape,
});

export const assignedShape = z.object({ wave: z.uuid().nullable(), mailboxes: z.int() });
