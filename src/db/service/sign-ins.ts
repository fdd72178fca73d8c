/** The table of sign-ins at old mailboxes. */
import type { OldSignIn, SignInBook } from '../../model/sign-in.ts';
import type { Scope } from './scope.ts';

export function signInPart(scope: Scope): SignInBook {
  const run = <Row>(name: keyof typeof OF_TENANT, ...values: readonly unknown[]): Promise<readonly Row[]> =>
    scope.run({ name, text: OF_TENANT[name] }, ...values);
  return {
    noteSignIns: async (project, seen, at) => {
      const [names, moments] = [seen.map(({ name }) => name), seen.map((one) => one.at)];
      const known = await run<{ name: string }>('note-sign-ins', project, names, moments, at);
      const found = new Set(known.map(({ name }) => name));
      return names.filter((name) => !found.has(name.toLowerCase()));
    },
    oldSignIns: (project) => run<OldSignIn>('old-sign-ins', project),
    noteReminded: async (mailbox, at) => {
      await run('note-reminded', mailbox, at);
    },
  };
}

/** As many as a project is planned for. */
const LISTED_MAX = 5000;

const OF_TENANT = {
  'note-sign-ins': `
    with seen as (
      select lower(name) as name, max(at) as at
      from unnest($3::text[], $4::bigint[]) as given (name, at)
      group by 1
    ),
    known as (
      select mailbox.id, seen.name, seen.at
      from seen
      join project_mailboxes as mailbox
        on mailbox.organisation_id = $1 and mailbox.project_id = $2 and lower(mailbox.name) = seen.name
    ),
    noted as (
      insert into source_sign_ins (organisation_id, mailbox_id, signed_in_at_ms, noted_at_ms)
      select $1, id, at, $5 from known
      on conflict (mailbox_id) do update
      set
        signed_in_at_ms = greatest(source_sign_ins.signed_in_at_ms, excluded.signed_in_at_ms),
        noted_at_ms = excluded.noted_at_ms
      where source_sign_ins.organisation_id = $1
    )
    select name from known`,
  'old-sign-ins': `
    select mailbox.id as mailbox, mailbox.name, mailbox.state, signed_in_at_ms as "signedInAt", reports.at_ms as "provenAt",
      reminded_at_ms as "remindedAt"
    from source_sign_ins as seen
    join project_mailboxes as mailbox on mailbox.organisation_id = $1 and mailbox.id = seen.mailbox_id
    join reports on reports.organisation_id = $1 and reports.mailbox_id = mailbox.id
    where seen.organisation_id = $1 and mailbox.project_id = $2 and signed_in_at_ms > reports.at_ms
    order by signed_in_at_ms desc, mailbox.id
    limit ${LISTED_MAX}`,
  'note-reminded': `
    update source_sign_ins set reminded_at_ms = $3 where organisation_id = $1 and mailbox_id = $2`,
} as const;
