/** What tests of the simulator share: a server on a folder of its own, requests as text, and the published schema. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { AccountOptions, ExchangeOptions } from '../../sim/exchange/options.ts';
import { type RunningExchange, startExchange } from '../../sim/exchange/start-exchange.ts';

export const USER = 'alice@example.com';
export const PASSWORD = 'correct horse';
export const ACCOUNT: AccountOptions = { user: USER, password: PASSWORD, mayImpersonate: [], auth: ['basic'] };
export const M = 'http://schemas.microsoft.com/exchange/services/2006/messages';
export const T = 'http://schemas.microsoft.com/exchange/services/2006/types';

export interface Rig {
  readonly exchange: RunningExchange;
  readonly folder: string;
  /** Posts an envelope around the body. */
  readonly ask: (body: string, more?: AskOptions) => Promise<Answer>;
  /** Posts these bytes as they are. */
  readonly post: (text: string | Buffer, more?: AskOptions) => Promise<Answer>;
  /** Closes the server; `keep` leaves the store for another rig. */
  readonly close: (keep?: 'keep') => Promise<void>;
}
export interface AskOptions {
  readonly headers?: Readonly<Record<string, string>>;
  readonly soapHeader?: string;
  readonly method?: string;
  readonly path?: string;
  readonly signal?: AbortSignal;
}
export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export async function startRig(options: Partial<ExchangeOptions> = {}): Promise<Rig> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'sim-exchange-'));
  const exchange = await startExchange({ accounts: [ACCOUNT], mailboxes: [{ address: USER }], ...options, folder });
  const post: Rig['post'] = (text, more = {}) => send(exchange.port, Buffer.from(text), more);
  return {
    exchange,
    folder,
    post,
    ask: (body, more = {}) => post(envelope(body, more.soapHeader), more),
    close: async (keep) => {
      await exchange.close();
      if (keep === undefined) rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Gives rigs that are closed after each test of the file. */
export function rigsOfFile(): (options?: Partial<ExchangeOptions>) => Promise<Rig> {
  const open: Rig[] = [];
  afterEach(async () => {
    for (const rig of open.splice(0)) await rig.close();
  });
  return async (options = {}) => {
    const rig = await startRig(options);
    open.push(rig);
    return rig;
  };
}

export function envelope(body: string, header = `<t:RequestServerVersion Version="Exchange2013_SP1"/>`): string {
  return (
    `<?xml version="1.0" encoding="utf-8"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" ` +
    `xmlns:t="${T}" xmlns:m="${M}"><s:Header>${header}</s:Header><s:Body>${body}</s:Body></s:Envelope>`
  );
}

/** A CreateItem of messages that lie in the inbox; each is the content of a Message element. */
export function createItemBody(messages: readonly string[], folder = '<t:DistinguishedFolderId Id="inbox"/>'): string {
  const items = messages.map((message) => `<t:Message>${message}</t:Message>`).join('');
  return (
    `<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId>${folder}</m:SavedItemFolderId>` +
    `<m:Items>${items}</m:Items></m:CreateItem>`
  );
}

export function mimeElement(mime: string | Buffer): string {
  return `<t:MimeContent CharacterSet="UTF-8">${Buffer.from(mime).toString('base64')}</t:MimeContent>`;
}

/** An ExtendedProperty by tag. */
export function tagElement(tag: string, type: string, value: string): string {
  return `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${tag}" PropertyType="${type}"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
}

export const NAMED =
  '<t:ExtendedFieldURI PropertySetId="5f3c6a0e-7a51-4b1e-9c1d-2f6b0f4f9a11" PropertyName="Key" PropertyType="String"/>';
/** Our own property, as a migration sets it. */
export function keyElement(value: string): string {
  return `<t:ExtendedProperty>${NAMED}<t:Value>${value}</t:Value></t:ExtendedProperty>`;
}
/** What makes a message one that was received, and read. */
export const RECEIVED = tagElement('0x0E07', 'Integer', '1');

export function getItemBody(ids: readonly string[], shape: string): string {
  return `<m:GetItem><m:ItemShape>${shape}</m:ItemShape><m:ItemIds>${ids.join('')}</m:ItemIds></m:GetItem>`;
}
export const ALL_PROPERTIES = '<t:BaseShape>AllProperties</t:BaseShape>';
export const WITH_MIME = '<t:BaseShape>IdOnly</t:BaseShape><t:IncludeMimeContent>true</t:IncludeMimeContent>';

/** The decoded MimeContent elements of an answer. */
export function mimesOf(text: string): readonly Buffer[] {
  return all(text, /<t:MimeContent[^>]*>([^<]*)</g).map((base64) => Buffer.from(base64, 'base64'));
}

/** All texts of elements or values of attributes, by a pattern with one group. */
export function all(text: string, pattern: RegExp): readonly string[] {
  return [...text.matchAll(pattern)].map((found) => found[1] ?? '');
}
export const codesOf = (text: string): readonly string[] => all(text, /<m:ResponseCode>([^<]*)</g);
export const itemIdsOf = (text: string): readonly string[] => all(text, /(<t:ItemId [^>]*>)/g);

async function send(port: number, body: Buffer, more: AskOptions): Promise<Answer> {
  const authorization = `Basic ${Buffer.from(`${USER}:${PASSWORD}`).toString('base64')}`;
  const method = more.method ?? 'POST';
  return await new Promise((resolve, reject) => {
    const outgoing = request(
      {
        port,
        host: '127.0.0.1',
        method,
        path: more.path ?? '/EWS/Exchange.asmx',
        agent: false,
        ...(more.signal === undefined ? {} : { signal: more.signal }),
        headers: {
          authorization,
          'content-type': 'text/xml; charset=utf-8',
          ...(method === 'POST' ? { 'content-length': body.length } : {}),
          ...more.headers,
        },
      },
      (incoming) => {
        const chunks: Buffer[] = [];
        incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
        incoming.on('error', reject);
        incoming.on('end', () => {
          const { statusCode: status = 0, headers } = incoming;
          resolve({ status, text: Buffer.concat(chunks).toString('utf8'), headers });
        });
      },
    );
    outgoing.on('error', reject);
    outgoing.end(method === 'POST' ? body : undefined);
  });
}

const SCHEMA_FOLDER = join(import.meta.dirname, '../../../shared/schema/ews');
/** Null when the published schema is there; otherwise why tests that need it are skipped. */
export const SCHEMA_MISSING = existsSync(join(SCHEMA_FOLDER, 'soap.xsd')) ? null : `no EWS schema in ${SCHEMA_FOLDER}`;

/** What the published schema has against these envelopes; empty when it accepts them all. */
export async function schemaErrors(envelopes: readonly string[]): Promise<readonly string[]> {
  const file = (fileName: string): { fileName: string; contents: string } => {
    return { fileName, contents: readFileSync(join(SCHEMA_FOLDER, fileName), 'utf8') };
  };
  const { errors } = await validateXML({
    xml: envelopes.map((contents, place) => ({ fileName: `envelope-${place}.xml`, contents })),
    schema: [file('soap.xsd')],
    preload: [file('messages.xsd'), file('types.xsd'), file('xml.xsd')],
    initialMemoryPages: 1024,
    maxMemoryPages: 4096,
  });
  return errors.map(({ message, loc }) => `${loc?.fileName ?? ''}:${loc?.lineNumber ?? ''} ${message}`);
}
