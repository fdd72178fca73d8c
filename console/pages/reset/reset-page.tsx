/** What a link for a lost password or second factor leads to. Its token stands behind the # and so is never logged. */
import { Button, PasswordInput, Stack } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { Answer } from '../../../src/client/client.ts';
import { callWith, useAsk } from '../../asking/ask.ts';
import { useOnce } from '../../asking/use-once.ts';
import { Awaited } from '../../parts/awaited.tsx';
import { OpenCard } from '../../parts/open-card.tsx';
import { useGo } from '../../parts/page-link.tsx';
import { PASSWORD_LENGTH_MIN, SIGN_IN } from '../../parts/paths.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useField } from '../../parts/use-field.ts';
import { sayInvitation, sayReset } from '../../texts/sign-in.ts';

export function ResetPage() {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  const link = useAsk('getResetLink', { path: { token } }, { enabled: token !== '' });
  if (token === '') {
    return (
      <OpenCard title={sayInvitation('missing')}>
        <p>{sayInvitation('missingRemedy')}</p>
      </OpenCard>
    );
  }
  return (
    <OpenCard title={sayReset('title')}>
      <Awaited of={link} what={sayReset('what')}>
        {(answer) => <ResetForm token={token} link={answer} />}
      </Awaited>
    </OpenCard>
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
