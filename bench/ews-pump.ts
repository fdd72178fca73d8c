/**
 * The ceiling for moving into Exchange: a bare pump that posts prepared CreateItem envelopes over kept connections, with
 * nothing read, decided or recorded. Run by itself it prints one JSON line.
 *
 *     node bench/ews-pump.ts --url http://127.0.0.1:PORT/EWS/Exchange.asmx --user U --password P --items 10000
 */
import { Agent, request as httpRequest } from 'node:http';
import { parseArgs } from 'node:util';

export interface PumpOptions {
  readonly url: string;
  readonly user: string;
  readonly password: string;
  readonly items: number;
  /** Messages in one request. */
  readonly batchItems: number;
  readonly messageBytes: number;
  readonly inFlight: number;
}

export interface PumpResult {
  readonly items: number;
  readonly bytes: number;
  readonly seconds: number;
  readonly itemsPerSecond: number;
}

/** Posts all items into the inbox. Throws when an answer is not all success. */
export async function pump(options: PumpOptions): Promise<PumpResult> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.inFlight });
  const batches = preparedBatches(options);
  const start = process.hrtime.bigint();
  let next = 0;
  const lane = async (): Promise<void> => {
    for (let batch = batches[next]; batch !== undefined; batch = batches[next]) {
      next += 1;
      await post(batch, options, agent);
    }
  };
  await Promise.all(Array.from({ length: options.inFlight }, lane));
  const seconds = Number(process.hrtime.bigint() - start) / 1e9;
  agent.destroy();
  const bytes = options.items * options.messageBytes;
  return { items: options.items, bytes, seconds, itemsPerSecond: Math.round(options.items / seconds) };
}

interface Envelope {
  readonly body: Buffer;
  readonly items: number;
}

function preparedBatches({ items, batchItems, messageBytes }: PumpOptions): readonly Envelope[] {
  const batches: Envelope[] = [];
  for (let first = 0; first < items; first += batchItems) {
    const count = Math.min(batchItems, items - first);
    const messages = Array.from({ length: count }, (_, place) => messageElement(first + place, messageBytes));
    batches.push({ body: Buffer.from(ENVELOPE.replace('MESSAGES', () => messages.join(''))), items: count });
  }
  return batches;
}

const ENVELOPE =
  '<?xml version="1.0" encoding="utf-8"?><soap:Envelope xmlns:soap="http://schemas.xmlsoap.org/soap/envelope/" ' +
  'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" ' +
  'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><soap:Header>' +
  '<t:RequestServerVersion Version="Exchange2013_SP1"/></soap:Header><soap:Body>' +
  '<m:CreateItem MessageDisposition="SaveOnly"><m:SavedItemFolderId><t:DistinguishedFolderId Id="inbox"/>' +
  '</m:SavedItemFolderId><m:Items>MESSAGES</m:Items></m:CreateItem></soap:Body></soap:Envelope>';

/** A message with all that a migration sets beside its content. */
function messageElement(number: number, messageBytes: number): string {
  const head =
    `From: Sender ${number} <sender${number}@example.com>\r\nTo: user@example.com\r\nSubject: Message ${number}\r\n` +
    `Date: Mon, 04 Mar 2019 05:06:01 +0000\r\nMessage-ID: <${number}@example.com>\r\n\r\n`;
  const mime = Buffer.from(head + 'All work and no play makes a dull mail.\r\n'.repeat(messageBytes / 41 + 1));
  const tag = (name: string, type: string, value: string): string =>
    `<t:ExtendedProperty><t:ExtendedFieldURI PropertyTag="${name}" PropertyType="${type}"/><t:Value>${value}</t:Value></t:ExtendedProperty>`;
  const key =
    '<t:ExtendedProperty><t:ExtendedFieldURI PropertySetId="5f3c6a0e-7a51-4b1e-9c1d-2f6b0f4f9a11" PropertyName="BenchKey" ' +
    `PropertyType="String"/><t:Value>pump/${number}</t:Value></t:ExtendedProperty>`;
  return (
    `<t:Message><t:MimeContent CharacterSet="UTF-8">${mime.subarray(0, messageBytes).toString('base64')}</t:MimeContent>` +
    `<t:ItemClass>IPM.Note</t:ItemClass>${tag('0x0E07', 'Integer', '1')}` +
    `${tag('0x0E06', 'SystemTime', '2019-03-04T05:06:07Z')}${tag('0x0039', 'SystemTime', '2019-03-04T05:06:01Z')}${key}` +
    '<t:Flag><t:FlagStatus>NotFlagged</t:FlagStatus></t:Flag><t:IsReadReceiptRequested>false</t:IsReadReceiptRequested>' +
    '<t:IsRead>true</t:IsRead></t:Message>'
  );
}

async function post({ body, items }: Envelope, { url, user, password }: PumpOptions, agent: Agent): Promise<void> {
  const headers = {
    authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
    'content-type': 'text/xml; charset=utf-8',
    'content-length': body.length,
  };
  const text = await new Promise<string>((resolve, reject) => {
    const outgoing = httpRequest(url, { method: 'POST', agent, headers }, (incoming) => {
      const chunks: Buffer[] = [];
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
      incoming.on('error', reject);
      incoming.on('end', () => resolve(Buffer.concat(chunks).toString('latin1')));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });
  const done = text.split('<m:ResponseCode>NoError<').length - 1;
  if (done !== items) throw new Error(`${done} of ${items} messages were taken: ${text.slice(0, 500)}`);
}

if (import.meta.main) {
  const { values } = parseArgs({
    options: {
      url: { type: 'string' },
      user: { type: 'string' },
      password: { type: 'string' },
      items: { type: 'string', default: '10000' },
      batch: { type: 'string', default: '50' },
      bytes: { type: 'string', default: '3000' },
      'in-flight': { type: 'string', default: '4' },
    },
  });
  const { url, user, password } = values;
  if (url === undefined || user === undefined || password === undefined) {
    throw new Error('needed: --url URL --user USER --password PASSWORD');
  }
  const result = await pump({
    url,
    user,
    password,
    items: Number(values.items),
    batchItems: Number(values.batch),
    messageBytes: Number(values.bytes),
    inFlight: Number(values['in-flight']),
  });
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
