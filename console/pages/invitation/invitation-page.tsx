/** Makes the account that a one-time link is for, and signs in. The link's token stands behind the # and so is never logged. */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answers } from '../../asking/answers.ts';
import { callWith } from '../../asking/ask.ts';
import { useOnce } from '../../asking/use-once.ts';
import { OpenCard } from '../../parts/open-card.tsx';
import { useGo } from '../../parts/page-link.tsx';
import { HOME, PASSWORD_LENGTH_MIN } from '../../parts/paths.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useField } from '../../parts/use-field.ts';
import { sayInvitation } from '../../texts/sign-in.ts';

export function InvitationPage() {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  if (token === '') {
    return (
      <OpenCard title={sayInvitation('missing')}>
        <p>{sayInvitation('missingRemedy')}</p>
      </OpenCard>
    );
  }
  return (
    <OpenCard title={sayInvitation('title')}>
      <AccountForm token={token} />
    </OpenCard>
  );
}

function AccountForm({ token }: { readonly token: string }) {
  const go = useGo();
  const name = useField();
  const address = useField();
  const password = useField();
  const making = useOnce();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    making.run(async () => {
      await callWith('acceptInvitation', {
        path: { token },
        body: { name: name.value, address: address.value, password: password.value },
      });
      answers.clear();
      go(HOME, true);
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        <TextInput label={sayInvitation('name')} autoComplete="name" required {...name.input} />
        <TextInput label={sayInvitation('address')} type="email" autoComplete="username" required {...address.input} />
        <PasswordInput
          label={sayInvitation('password')}
          description={sayInvitation('passwordWhy')}
          autoComplete="new-password"
          minLength={PASSWORD_LENGTH_MIN}
          required
          {...password.input}
        />
        {making.error === null ? null : <ProblemNote error={making.error} />}
        <Button type="submit" size="sm" loading={making.isBusy}>
          {sayInvitation('go')}
        </Button>
      </Stack>
    </form>
  );
}
