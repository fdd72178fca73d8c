/** What a webhook is told: the entry of the ticket as data, without anything that opens something. */
import { isoSeconds } from '../base/clock.ts';
import type { Letter } from '../model/delivery.ts';
import type { EntryPart } from '../model/ticket.ts';

/** The same bytes for every attempt, so that receivers know what comes twice by its id. */
export function webhookBody({ delivery, entry, project, mailboxName }: Letter): Buffer {
  const { mailbox, kind, id } = delivery;
  const told = {
    id,
    kind,
    at: isoSeconds(entry.at),
    project,
    mailbox: mailbox === null ? null : { id: mailbox, name: mailboxName },
    ticket: { entry: entry.id, number: entry.number, text: entry.text },
    facts: factsOf(entry.part),
  };
  return Buffer.from(JSON.stringify(told));
}

/** Those of a notice as they stand in the ticket, where private links do not; of another entry what is structured in it. */
function factsOf(part: EntryPart): Readonly<Record<string, unknown>> {
  if (part.is === 'notice') return part.facts;
  const { is: _is, ...facts } = part;
  const moments = ['wishedAt', 'at'].flatMap((name) => {
    const at: unknown = Reflect.get(facts, name);
    return typeof at === 'number' ? [[name, new Date(at).toISOString()]] : [];
  });
  const offered = part.is === 'alternative' ? { offered: part.offered.map((at) => isoSeconds(at)) } : {};
  return { ...facts, ...Object.fromEntries(moments), ...offered };
}
