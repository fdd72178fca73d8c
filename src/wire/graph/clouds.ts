/** Where Microsoft Graph and its sign-in are, by cloud. https://learn.microsoft.com/graph/deployments */

export interface GraphPlaces {
  /** Signs in at `<login>/<tenant>/oauth2/v2.0/token`. */
  readonly login: string;
  /** The service itself; requests go to `<service>/v1.0/…`. */
  readonly service: string;
  /** Mailboxes can be exported and imported item by item: in the global cloud alone. */
  readonly hasImport: boolean;
}

export const CLOUDS = {
  global: { login: 'https://login.microsoftonline.com', service: 'https://graph.microsoft.com', hasImport: true },
  'us-l4': { login: 'https://login.microsoftonline.us', service: 'https://graph.microsoft.us', hasImport: false },
  'us-l5': { login: 'https://login.microsoftonline.us', service: 'https://dod-graph.microsoft.us', hasImport: false },
  china: {
    login: 'https://login.partner.microsoftonline.cn',
    service: 'https://microsoftgraph.chinacloudapi.cn',
    hasImport: false,
  },
} as const satisfies Record<string, GraphPlaces>;

export type Cloud = keyof typeof CLOUDS;
