/** A session against canned answers, and what it sent, for golden tests of the operations. */
import { systemClock } from '../../src/base/clock.ts';
import { seededRandom } from '../../src/base/random.ts';
import { Secret } from '../../src/base/secret.ts';
import { basicSignIn } from '../../src/wire/ews/auth.ts';
import type { ExtendedField, FolderRef } from '../../src/wire/ews/names.ts';
import { EwsSession } from '../../src/wire/ews/session.ts';
import { httpClient } from '../../src/wire/http.ts';
import { Pace } from '../../src/wire/pace.ts';
import { type CannedServer, cannedServer } from './canned-server.ts';

export const INBOX: FolderRef = { is: 'distinguished', name: 'inbox' };
export const FOLDER: FolderRef = { is: 'id', id: 'F&"1"' };
export const OWN: ExtendedField = {
  is: 'named',
  set: '00000000-1111-2222-3333-444444444444',
  name: 'Own',
  type: 'String',
};
export const FLAGS: ExtendedField = { is: 'tag', tag: 0x0e07, type: 'Integer' };
export const OWN_URI =
  '<t:ExtendedFieldURI PropertySetId="00000000-1111-2222-3333-444444444444" PropertyName="Own" PropertyType="String"/>';
export const FLAGS_URI = '<t:ExtendedFieldURI PropertyTag="0x0E07" PropertyType="Integer"/>';
export const FOLDER_FIELDS =
  '<t:FieldURI FieldURI="folder:DisplayName"/><t:FieldURI FieldURI="folder:FolderClass"/>' +
  '<t:FieldURI FieldURI="folder:ParentFolderId"/><t:FieldURI FieldURI="folder:TotalCount"/>';
export const FOLDER_SHAPE = `<m:FolderShape><t:BaseShape>IdOnly</t:BaseShape><t:AdditionalProperties>${FOLDER_FIELDS}</t:AdditionalProperties></m:FolderShape>`;
export const FOLDER_ID = '<t:FolderId Id="F&amp;&quot;1&quot;"/>';

export class Golden {
  /** Every envelope so far. */
  readonly sent: string[] = [];
  readonly #open: CannedServer[] = [];

  async served(
    ...answers: readonly string[]
  ): Promise<{ readonly session: EwsSession; readonly server: CannedServer }> {
    const server = await cannedServer(answers.map((body) => ({ body })));
    this.#open.push(server);
    const session = new EwsSession({
      http: httpClient({ url: server.url, ca: [], allowInsecureLoopback: true, clock: systemClock }),
      signIn: basicSignIn('svc@example.com', new Secret('geheim ü')),
      pace: new Pace({ clock: systemClock }),
      clock: systemClock,
      random: seededRandom(3),
      mailbox: 'user@example.com',
      impersonates: true,
    });
    return { session, server };
  }

  async endAll(): Promise<void> {
    for (const server of this.#open.splice(0)) {
      this.sent.push(...server.asked.map(({ body }) => body));
      await server.close();
    }
  }
}

/** What stands in the body of the last envelope. */
export function lastBody(server: CannedServer): string {
  const envelope = server.asked.at(-1)?.body ?? '';
  return /<soap:Body>(.*)<\/soap:Body>/s.exec(envelope)?.[1] ?? envelope;
}
