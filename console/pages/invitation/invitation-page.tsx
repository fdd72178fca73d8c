/** Makes the account that a one-time link is for, and signs in. */
import { Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import type { FormEvent } from 'react';
import { callWith } from '../../asking/ask.ts';
import { forgetAnswers } from '../../asking/session.ts';
import { useOnce } from '../../asking/use-once.ts';
import { useGo } from '../../parts/page-link.tsx';
import { HOME, PASSWORD_LENGTH_MIN } from '../../parts/paths.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TokenCard } from '../../parts/token-card.tsx';
import { useField } from '../../parts/use-field.ts';
import { sayInvitation } from '../../texts/sign-in.ts';

export function InvitationPage() {
  return <TokenCard title={sayInvitation('title')}>{(token) => <AccountForm token={token} />}</TokenCard>;
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
      forgetAnswers();
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
