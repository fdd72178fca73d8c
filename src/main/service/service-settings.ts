/** From what was typed about a mailbox of a project to the job that the command line would make of it. */
import { assert } from '../../base/assert.ts';
import { Failure } from '../../base/problem.ts';
import type { Secret } from '../../base/secret.ts';
import { type AddressRules, parseSourceAddress, parseTargetAddress } from '../../cli/address.ts';
import type { MoveJob } from '../../cli/machinery.ts';
import { DEFAULT_POLICY, type Policy } from '../../model/policy.ts';
import type { MailboxSettings, PasswordPlace } from '../../model/project.ts';

/** What the whole service has in common. */
export interface ServiceRules {
  readonly stateFolder: string;
  readonly authorities: readonly string[];
  readonly isInsecureLoopbackAllowed: boolean;
}

/** Connections to each side for one mailbox; others are being moved at the same time. */
const CONNECTIONS_MAX = 4;

/** Throws `usage.invalid`, naming the field, for addresses that no mailbox can be moved from or to. */
export function moveJobOf(
  settings: MailboxSettings,
  passwords: ReadonlyMap<PasswordPlace, Secret>,
  rules: ServiceRules,
  policy: Policy = DEFAULT_POLICY,
): MoveJob {
  const sources = settings.sources.map(({ address: text, user }, at) => {
    const address = parseSourceAddress(text, addressRules(`sources[${at}]`, user, rules));
    return { address: notOnThisMachine(address, `sources[${at}]`), password: passwords.get(`source ${at}`) ?? null };
  });
  const { target } = settings;
  const address = parseTargetAddress(target.address, addressRules('target', target.user, rules));
  const addresses = sources.flatMap((source) => (source.address.user.includes('@') ? [source.address.user] : []));
  return {
    sources,
    target: {
      address: notOnThisMachine(address, 'target'),
      password: passwords.get('target') ?? null,
      auth: target.auth,
      owner: { timeZone: zoneNamed(settings.timeZone), addresses: [...new Set(addresses)] },
    },
    authorities: rules.authorities,
    policy,
    contactMapping: null,
    stateFolder: rules.stateFolder,
    reportFolder: null,
    connectionsMax: CONNECTIONS_MAX,
  };
}

/** The host that a mailbox is mainly read from. */
export function hostOf({ sources: [first] }: MoveJob): string {
  assert(first !== undefined && first.address.is !== 'archive', 'a mailbox of a service comes from a server');
  return first.address.host;
}

function addressRules(option: string, user: string | null, { isInsecureLoopbackAllowed }: ServiceRules): AddressRules {
  return { option, user, isInsecureLoopbackAllowed };
}

/** Whoever uses the service from afar must not name files of the machine on which it runs. */
function notOnThisMachine<Address extends { readonly is: string }>(
  address: Address,
  field: string,
): Exclude<Address, { readonly is: 'archive' }> {
  if (address.is !== 'archive') return address as Exclude<Address, { readonly is: 'archive' }>; // just looked at
  const what = `The address given with ${field} names a file of the machine of the service.`;
  throw new Failure('usage.invalid', { what, how: 'Name a server; archives are moved with godwit copy.' });
}

function zoneNamed(name: string | null): string {
  try {
    return new Intl.DateTimeFormat('en', name === null ? {} : { timeZone: name }).resolvedOptions().timeZone;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    const how = 'Give a name like Europe/Berlin or America/Chicago.';
    throw new Failure('usage.invalid', { what: 'The time zone is none that this machine knows.', how });
  }
}
