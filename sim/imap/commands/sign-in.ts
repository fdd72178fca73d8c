/** Commands about the connection and who uses it (RFC 9051 §6.1, §6.2). */
import { itemsOf, quoted, SyntaxProblem, type Token, textOf, wordOf } from '../grammar.ts';
import { tellNews } from '../selected.ts';
import { capabilities, type Session } from '../session.ts';

export function capability(session: Session): string {
  session.out.line(`* CAPABILITY ${capabilities(session).join(' ')}`);
  return 'OK done';
}

export function noop(session: Session): string {
  tellNews(session);
  return 'OK done';
}

export function logout(session: Session): string {
  session.out.line('* BYE good-bye');
  session.isEnding = true;
  return 'OK done';
}

/** RFC 2971. */
export function id(session: Session, tokens: readonly Token[]): string {
  if (!session.has('ID')) return 'BAD not offered';
  if (tokens[0]?.is === 'list') itemsOf(tokens[0]).forEach(textOf);
  session.out.line('* ID ("name" "simulated IMAP server")');
  return 'OK done';
}

export function startTls(session: Session): string {
  if (session.shared.options.startTls === undefined || session.isSecure) return 'BAD not offered';
  session.wantsTls = true;
  return 'OK begin TLS now';
}

export function login(session: Session, tokens: readonly Token[]): string {
  if (session.account !== null) return 'BAD already signed in';
  if (session.has('LOGINDISABLED')) return 'NO [PRIVACYREQUIRED] LOGIN is disabled';
  const user = textOf(tokens[0]);
  const password = textOf(tokens[1]);
  return signIn(session, user, (account) => account.password === password);
}

/** RFC 4616 PLAIN and Google's XOAUTH2, with or without the initial response (RFC 4959). */
export async function authenticate(session: Session, tokens: readonly Token[]): Promise<string> {
  if (session.account !== null) return 'BAD already signed in';
  const mechanism = wordOf(tokens[0]);
  if (mechanism !== 'PLAIN' && mechanism !== 'XOAUTH2') return 'NO unknown mechanism';
  if (tokens[1] !== undefined && !session.has('SASL-IR')) return 'BAD SASL-IR is not offered';
  const response = Buffer.from(await saslResponse(session, tokens[1]), 'base64').toString('utf8');
  if (mechanism === 'PLAIN') {
    const [, user = '', password = ''] = response.split('\0');
    return signIn(session, user, (account) => account.password === password);
  }
  const [user = '', bearer = ''] = response.split('\u0001');
  if (!user.startsWith('user=') || !bearer.startsWith('auth=Bearer '))
    throw new SyntaxProblem('not an XOAUTH2 response');
  const answer = signIn(
    session,
    user.slice('user='.length),
    (account) => account.token === bearer.slice('auth=Bearer '.length),
  );
  if (answer.startsWith('NO')) {
    await session.continue(Buffer.from('{"status":"401"}').toString('base64'));
    await session.input.readLine();
  }
  return answer;
}

/** RFC 5161. */
export function enable(session: Session, tokens: readonly Token[]): string {
  if (!session.has('ENABLE')) return 'BAD not offered';
  const names = tokens.map(wordOf).filter((name) => isEnableable(session, name));
  for (const name of names) session.enabled.add(name);
  if (names.includes('QRESYNC')) session.enabled.add('CONDSTORE');
  session.out.line(['* ENABLED', ...names].join(' '));
  return 'OK done';
}

/** RFC 2342. */
export function namespace(session: Session): string {
  if (!session.has('NAMESPACE')) return 'BAD not offered';
  const { prefix, separator, options } = session.shared;
  const space = (begin: string): string => `((${quoted(begin)} ${separator === null ? 'NIL' : quoted(separator)}))`;
  const shared = options.sharedPrefix === undefined ? 'NIL' : space(options.sharedPrefix);
  session.out.line(`* NAMESPACE ${space(prefix)} NIL ${shared}`);
  return 'OK done';
}

/** A server with UTF8=ONLY does not name UTF8=ACCEPT, and wants it enabled (RFC 6855 §6). */
function isEnableable(session: Session, name: string): boolean {
  if (name === 'UTF8=ACCEPT') return session.has('UTF8=ACCEPT') || session.has('UTF8=ONLY');
  return (name === 'CONDSTORE' || name === 'QRESYNC') && session.has(name);
}

async function saslResponse(session: Session, initial: Token | undefined): Promise<string> {
  if (initial !== undefined) return textOf(initial) === '=' ? '' : textOf(initial);
  await session.continue('');
  const line = await session.input.readLine();
  if (line === null || line === '*') throw new SyntaxProblem('authentication cancelled');
  return line;
}

function signIn(
  session: Session,
  user: string,
  isRight: (account: { password: string; token: string | null }) => boolean,
): string {
  const account = session.shared.options.accounts.find((known) => known.user === user && isRight(known));
  if (account === undefined) return 'NO [AUTHENTICATIONFAILED] wrong user name or password';
  session.account = account;
  return `OK [CAPABILITY ${capabilities(session).join(' ')}] signed in`;
}
