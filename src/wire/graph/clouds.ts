/** Where Microsoft Graph and its sign-in are, by cloud. https://learn.microsoft.com/graph/deployments */

export interface GraphPlaces {
  /** Signs in at `<login>/<tenant>/oauth2/v2.0/token`. */
  readonly login: string;
  /** The service itself; requests go to `<service>/v1.0/…`. */
  readonly service: string;
  /** For whom tokens are: the service by the name that the sign-in knows. */
  readonly audience: string;
  /** Mailboxes can be exported and imported item by item: in the global cloud alone. */
  readonly hasImport: boolean;
}

const cloud = (login: string, service: string, hasImport: boolean): GraphPlaces => ({
  login,
  service,
  audience: service,
  hasImport,
});

export const CLOUDS = {
  global: cloud('https://login.microsoftonline.com', 'https://graph.microsoft.com', true),
  'us-l4': cloud('https://login.microsoftonline.us', 'https://graph.microsoft.us', false),
  'us-l5': cloud('https://login.microsoftonline.us', 'https://dod-graph.microsoft.us', false),
  china: cloud('https://login.partner.microsoftonline.cn', 'https://microsoftgraph.chinacloudapi.cn', false),
} as const;

export type Cloud = keyof typeof CLOUDS;
