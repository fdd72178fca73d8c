/** Settings as they are typed: `--set issuer=https://login.example.com --set days=[0,6]`. */
import { Failure } from '../../base/problem.ts';

/** What a value may be beside a text: a number, yes or no, nothing, or a list of them. */
const NO_TEXT = /^(?:-?\d+(?:\.\d+)?|true|false|null|\[.*\])$/;

/** Which there are the service knows, and names what it does not take. Throws `usage.invalid` for what is none. */
export function typedSettings(typed: readonly string[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(typed.map(settingOf));
}

function settingOf(setting: string): readonly [string, unknown] {
  const at = setting.indexOf('=');
  if (at < 1) refuse(setting);
  const [name, text] = [setting.slice(0, at), setting.slice(at + 1)];
  if (!NO_TEXT.test(text)) return [name, text];
  try {
    return [name, JSON.parse(text)];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return refuse(setting);
  }
}

function refuse(setting: string): never {
  throw new Failure('usage.invalid', {
    what: `What is given with --set is no setting with its value: ${setting.slice(0, 40)}`,
    how: 'Write name=value, and lists as [1,2].',
  });
}
