/** What the simulated account holds. */

export interface SpamState {
  filterLevel: 'on' | 'off' | 'exclusive';
  spamHandling: 'toFolder' | 'delete' | 'labelSubject' | 'toAddress';
  spamForwardingAddress: string;
  safelist: string[];
  blocklist: string[];
  ipsafelist: string[];
  ipblocklist: string[];
}

export interface MailboxState {
  readonly name: string;
  displayName: string;
  /** MB. */
  size: number;
  /** MB. */
  currentUsage: number;
  enabled: boolean;
  createdDate: string;
  /** `3/5/2024 2:07:09 PM`; '' for never. */
  lastLogin: string;
  vacationMessage: string;
  enableVacationMessage: boolean;
  emailForwardingAddressList: string[];
  saveForwardedEmail: boolean;
  visibleInRackspaceEmailCompanyDirectory: boolean;
  visibleInExchangeGAL: boolean;
  contactInfo: Record<string, string>;
  /** Never told to anybody. */
  password: string;
  readonly spam: SpamState;
}

export interface ExchangeMailboxState {
  readonly name: string;
  readonly displayName: string;
  readonly size: number;
  readonly currentUsage: number;
  readonly enabled: boolean;
  readonly isHidden: boolean;
  readonly lastLogin: string;
  readonly emailForwardingAddress: string;
  readonly saveForwardedEmail: boolean;
  readonly contactInfo: Readonly<Record<string, string>>;
  readonly emailAddressList: readonly { readonly address: string; readonly replyTo: boolean }[];
  readonly spam: SpamState;
}

export interface DomainState {
  readonly name: string;
  readonly serviceType: 'rsemail' | 'exchange' | 'both';
  readonly rsEmailProduct: string;
  readonly rsEmailMaxNumberMailboxes: number;
  readonly aliases: readonly string[];
  readonly archivingServiceEnabled: boolean;
  readonly publicFoldersEnabled: boolean;
  readonly catchAll: string;
  readonly mailboxes: MailboxState[];
  readonly exchangeMailboxes: ExchangeMailboxState[];
  /** Members by the name of the alias. */
  readonly lists: Record<string, string[]>;
  readonly spam: SpamState;
}

export interface OrganisationState {
  readonly domains: DomainState[];
}

export function newSpam(more: Partial<SpamState> = {}): SpamState {
  return {
    filterLevel: 'on',
    spamHandling: 'toFolder',
    spamForwardingAddress: '',
    safelist: [],
    blocklist: [],
    ipsafelist: [],
    ipblocklist: [],
    ...more,
  };
}

/** A mailbox as the control panel makes it. */
export function newMailbox(name: string, more: Partial<Omit<MailboxState, 'name'>> = {}): MailboxState {
  return {
    name,
    displayName: name,
    size: 25_600,
    currentUsage: 0,
    enabled: true,
    createdDate: '1/15/2019 9:00:00 AM',
    lastLogin: '',
    vacationMessage: '',
    enableVacationMessage: false,
    emailForwardingAddressList: [],
    saveForwardedEmail: false,
    visibleInRackspaceEmailCompanyDirectory: true,
    visibleInExchangeGAL: false,
    contactInfo: {},
    password: 'Xyzzy-1234',
    spam: newSpam(),
    ...more,
  };
}

export function newDomain(name: string, more: Partial<Omit<DomainState, 'name'>> = {}): DomainState {
  return {
    name,
    serviceType: 'rsemail',
    rsEmailProduct: '',
    rsEmailMaxNumberMailboxes: Math.max(25, more.mailboxes?.length ?? 0),
    aliases: [],
    archivingServiceEnabled: false,
    publicFoldersEnabled: false,
    catchAll: '',
    mailboxes: [],
    exchangeMailboxes: [],
    lists: {},
    spam: newSpam(),
    ...more,
  };
}
