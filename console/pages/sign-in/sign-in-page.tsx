/** Signing in: by address and password with the second factor behind it, by a passkey, or where people sign in everywhere. */
import { Button, Divider, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { answers } from '../../asking/answers.ts';
import { callWith, useAsk } from '../../asking/ask.ts';
import { rememberPlace } from '../../asking/remembered-place.ts';
import { isProblem } from '../../asking/service.ts';
import { useOnce } from '../../asking/use-once.ts';
import { OpenCard } from '../../parts/open-card.tsx';
import { useGo, usePlace } from '../../parts/page-link.tsx';
import { ownPath } from '../../parts/paths.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { useField } from '../../parts/use-field.ts';
import { saySignIn } from '../../texts/sign-in.ts';
import { askPasskey } from './passkey.ts';

export function SignInPage() {
  const { question } = usePlace();
  const back = ownPath(question.get('back'));
  const go = useGo();
  const address = useField();
  const password = useField();
  const [isCodeNeeded, setIsCodeNeeded] = useState(false);
  const signIn = useOnce();
  const proof = { address: address.value, password: password.value };
  const enter = async (how: () => Promise<unknown>): Promise<void> => {
    try {
      await how();
    } catch (error) {
      if (!isProblem(error, 'service.code-needed')) throw error;
      return setIsCodeNeeded(true);
    }
    answers.clear();
    go(back, true);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    signIn.run(() => enter(() => callWith('signIn', { body: proof })));
  };
  if (isCodeNeeded) return <SecondStep proof={proof} enter={enter} onOther={() => setIsCodeNeeded(false)} />;
  return (
    <OpenCard title={saySignIn('title')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput label={saySignIn('address')} type="email" autoComplete="username" required {...address.input} />
          <PasswordInput label={saySignIn('password')} autoComplete="current-password" required {...password.input} />
          {signIn.error === null ? null : <ProblemNote error={signIn.error} />}
          <Button type="submit" size="sm" loading={signIn.isBusy}>
            {saySignIn('go')}
          </Button>
        </Stack>
      </form>
      <OtherWays back={back} isBusy={signIn.isBusy} onPasskey={() => signIn.run(() => enter(signInByPasskey))} />
    </OpenCard>
  );
}

async function signInByPasskey(): Promise<unknown> {
  return callWith('signInByPasskey', { body: { response: await askPasskey('sign-in') } });
}

interface OtherWaysProps {
  readonly back: string;
  readonly isBusy: boolean;
  readonly onPasskey: () => void;
}

function OtherWays({ back, isBusy, onPasskey }: OtherWaysProps) {
  const { data: providers } = useAsk('listOpenProviders', {});
  const visit = async (provider: string): Promise<void> => {
    const { url } = await callWith('signInByProvider', { path: { provider } });
    rememberPlace(back);
    location.assign(url);
  };
  const visiting = useOnce();
  return (
    <Stack gap="xs">
      <Divider label={saySignIn('or')} />
      <Button variant="default" size="sm" disabled={isBusy} onClick={onPasskey}>
        {saySignIn('passkey')}
      </Button>
      {providers?.items.map(({ id, name }) => (
        <Button key={id} variant="default" size="sm" onClick={() => visiting.run(() => visit(id))}>
          {saySignIn('provider', { name })}
        </Button>
      ))}
      {visiting.error === null ? null : <ProblemNote error={visiting.error} />}
    </Stack>
  );
}

interface SecondStepProps {
  readonly proof: { readonly address: string; readonly password: string };
  readonly enter: (how: () => Promise<unknown>) => Promise<void>;
  readonly onOther: () => void;
}

function SecondStep({ proof, enter, onOther }: SecondStepProps) {
  const code = useField();
  const proving = useOnce();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    proving.run(() => enter(() => callWith('signIn', { body: { ...proof, code: code.value } })));
  };
  const byPasskey = async (): Promise<unknown> => {
    const passkey = await askPasskey('second-factor');
    return callWith('signIn', { body: { ...proof, passkey } });
  };
  return (
    <OpenCard title={saySignIn('title')}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <TextInput
            label={saySignIn('code')}
            description={saySignIn('codeWhy')}
            autoComplete="one-time-code"
            inputMode="numeric"
            required
            autoFocus
            {...code.input}
          />
          {proving.error === null ? null : <ProblemNote error={proving.error} />}
          <Button type="submit" size="sm" loading={proving.isBusy}>
            {saySignIn('go')}
          </Button>
          <Button variant="default" size="sm" onClick={() => proving.run(() => enter(byPasskey))}>
            {saySignIn('passkeyFor')}
          </Button>
          <Button variant="subtle" size="sm" onClick={onOther}>
            {saySignIn('otherAccount')}
          </Button>
        </Stack>
      </form>
    </OpenCard>
  );
}
