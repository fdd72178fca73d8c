/** Which column of a control panel's export says what. Headings are compared without case, marks and doubled blanks. */
import { plainHeading } from '../contact-csv/known-headings.ts';

export type ColumnMeaning =
  | 'address'
  | 'name'
  | 'domain'
  | 'displayName'
  | 'firstName'
  | 'lastName'
  | 'bytesMax'
  | 'bytesUsed'
  | 'enabled'
  | 'disabled'
  | 'createdAt'
  | 'lastSignIn'
  | 'forwarding'
  | 'keepsCopy'
  | 'autoReplyOn'
  | 'autoReply'
  | 'platform'
  | 'rowKind'
  | 'alias'
  | 'group'
  | 'members'
  | 'otherAddresses'
  | 'spamFilter'
  | 'safe'
  | 'blocked'
  | 'safeIps'
  | 'blockedIps'
  | 'secret';

export interface Column {
  readonly heading: string;
  /** Null: nobody knows; it is left out. */
  readonly meaning: ColumnMeaning | null;
  /** Bytes in one unit of the column, where its heading says it: `Size (MB)`. */
  readonly unitBytes: number | null;
}

const HEADINGS: Readonly<Record<ColumnMeaning, string>> = {
  address:
    'email|email address|e mail|e mail address|mail|address|mailbox address|primary email|primary email address|primary smtp address|smtp address|user principal name|login|e mail adresse|email adresse|adresse|adresse e mail',
  name: 'mailbox|mailbox name|mailboxname|user|username|user name|name|account|account name|local part|alias name|benutzer|benutzername|postfach|utilisateur',
  domain: 'domain|domain name|domaene|domane|domaine',
  displayName: 'display name|displayname|full name|fullname|real name|anzeigename|nom affiche',
  firstName: 'first name|firstname|given name|givenname|vorname|prenom',
  lastName: 'last name|lastname|surname|family name|nachname|nom',
  bytesMax:
    'size|quota|mailbox size|mailbox quota|storage limit|storage quota|max size|maximum size|allocated|allocated storage|limit|limit bytes|size limit|kontingent|groesse|grosse|taille|storage',
  bytesUsed:
    'current usage|currentusage|usage|used|used bytes|used space|used storage|storage used|space used|disk usage|mailbox usage|current size|total item size|belegt|utilise',
  enabled: 'enabled|is enabled|active|status|state|account status|mailbox status|aktiv|actif',
  disabled: 'disabled|is disabled|suspended|blocked|locked|deaktiviert',
  createdAt: 'created|created date|createddate|date created|creation date|created at|created on|erstellt',
  lastSignIn:
    'last login|lastlogin|last log in|last logon|last logon time|last sign in|last sign in time|last signin|last access|last accessed|last activity|letzte anmeldung|derniere connexion',
  forwarding:
    'forwarding|forwarding address|forwarding addresses|forward|forwards|forward to|forwards to|forward address|email forwarding|email forwarding address|emailforwardingaddresses|emailforwardingaddresslist|forwarding smtp address|weiterleitung|transfert',
  keepsCopy:
    'save copy|save a copy|saveforwardedemail|save forwarded email|keep copy|keeps copy|keep a copy|leave copy|deliver to mailbox and forward|copy kept',
  autoReplyOn:
    'enable vacation message|enablevacationmessage|auto reply enabled|autoreply enabled|auto reply on|vacation enabled',
  autoReply:
    'vacation message|vacationmessage|auto reply|autoreply|auto reply message|auto response|autoresponder|out of office|abwesenheitsnotiz',
  platform: 'platform|product|service|service type|mailbox type|plan|license|licence',
  rowKind: 'kind|type|object type|record type|recipient type|entry type|typ',
  alias: 'alias|alias address|alias email|alias email address|email alias',
  group:
    'group|group list|grouplist|group list name|group address|list|list name|list address|mailing list|distribution list|distribution group|group email|verteiler|verteilerliste|liste',
  members:
    'members|member|member addresses|alias members|alias emails|aliasemails|destination|destinations|deliver to|delivers to|recipients|recipient|points to|target|goes to|mitglieder|membres',
  otherAddresses:
    'aliases|alias addresses|other addresses|alternate addresses|additional addresses|secondary addresses|proxy addresses|email aliases',
  spamFilter: 'spam filter|spam filtering|spam filter level|filter level|filterlevel|spam status',
  safe: 'safe senders|safelist|safe list|safe sender list|whitelist|allow list|allowlist|allowed senders',
  blocked: 'blocked senders|blocklist|block list|blacklist|blocked sender list|deny list|denylist',
  safeIps: 'safe ips|ip safelist|ipsafelist|ip safe list|ip whitelist',
  blockedIps: 'blocked ips|ip blocklist|ipblocklist|ip block list|ip blacklist',
  secret: '',
};

const MEANINGS: ReadonlyMap<string, ColumnMeaning> = new Map(
  // Written by hand above: the keys are all of the type.
  (Object.entries(HEADINGS) as [ColumnMeaning, string][]).flatMap(([meaning, headings]) =>
    headings.split('|').flatMap((heading) => (heading === '' ? [] : [[heading, meaning] as const])),
  ),
);

/** Passwords belong to nobody here; a table that holds them is read without them. */
const SECRETS = /passw|passphrase|kennwort|mot de passe|contrase|\bpwd\b|\bpass\b|\bpin\b|secret|api key|token/;
const UNITS: Readonly<Record<string, number>> = {
  b: 1,
  byte: 1,
  bytes: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
  tb: 1024 ** 4,
};

export function columnsOf(headings: readonly string[]): readonly Column[] {
  const seen = new Set<ColumnMeaning>();
  const all = headings.map(columnOf);
  const isUsedMissing = all.every(({ meaning }) => meaning !== 'bytesUsed');
  const isQuotaThere = all.some(({ meaning, heading }) => meaning === 'bytesMax' && !SIZES.test(plainHeading(heading)));
  return all.map((told) => {
    const isUsed =
      isUsedMissing && isQuotaThere && told.meaning === 'bytesMax' && SIZES.test(plainHeading(told.heading));
    const column: Column = isUsed ? { ...told, meaning: 'bytesUsed' } : told;
    // The first of two columns that say the same counts.
    if (column.meaning === null || column.meaning === 'secret' || !seen.has(column.meaning)) {
      if (column.meaning !== null) seen.add(column.meaning);
      return column;
    }
    return { ...column, meaning: null };
  });
}

function columnOf(heading: string): Column {
  const text = plainHeading(heading);
  if (SECRETS.test(text)) return { heading, meaning: 'secret', unitBytes: null };
  const [, bare = text, unit = ''] = /^(.*?)(?: in)? (bytes?|[kmgt]?b)$/.exec(text) ?? [];
  return { heading, meaning: MEANINGS.get(text) ?? MEANINGS.get(bare) ?? null, unitBytes: UNITS[unit] ?? null };
}

/** Where a quota stands beside it, a size is what is used; alone it is the quota, as in the API. */
const SIZES = /^(mailbox |total )?(size|storage)\b/;
