/** What a link for a lost password or second factor leads to. */
import { Button, PasswordInput, Stack } from '@mantine/core';
import type { FormEvent } from 'react';
import type { Answer } from '../../../src/client/client.ts';
import { callWith, useAsk } from '../../asking/ask.ts';
import { useOnce } from '../../asking/use-once.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { useGo } from '../../parts/page-link.tsx';
import { PASSWORD_LENGTH_MIN, SIGN_IN } from '../../parts/paths.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { TokenCard } from '../../parts/token-card.tsx';
import { useField } from '../../parts/use-field.ts';
import { sayInvitation, sayReset } from '../../texts/sign-in.ts';

export function ResetPage() {
  return <TokenCard title={sayReset('title')}>{(token) => <Reset token={token} />}</TokenCard>;
}

function Reset({ token }: { readonly token: string }) {
  const link = useAsk('getResetLink', { path: { token } });
  return (
    <Awaited of={link} what={sayReset('what')}>
      {(answer) => <ResetForm token={token} link={answer} />}
    </Awaited>
  );
}

function ResetForm({ token, link }: { readonly token: string; readonly link: Answer<'getResetLink'> }) {
  const go = useGo();
  const password = useField();
  const using = useOnce();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    using.run(async () => {
      await callWith('useResetLink', { path: { token }, body: { password: link.password ? password.value : null } });
      go(SIGN_IN, true);
    });
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {link.secondFactor ? <p>{sayReset('secondFactor')}</p> : null}
        {link.password ? (
          <PasswordInput
            label={sayReset('password')}
            description={sayInvitation('passwordWhy')}
            autoComplete="new-password"
            minLength={PASSWORD_LENGTH_MIN}
            required
            {...password.input}
          />
        ) : null}
        <p>{sayReset('sessionsEnd')}</p>
        {using.error === null ? null : <ProblemNote error={using.error} />}
        <Button type="submit" size="sm" loading={using.isBusy}>
          {sayReset(link.password ? 'setPassword' : 'dropSecondFactor')}
        </Button>
      </Stack>
    </form>
  );
}
