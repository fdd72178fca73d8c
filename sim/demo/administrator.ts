/** The sample mailbox of an administrator: years of alerts and invoices, on a host of the old kind. */
import { instant } from '../../src/base/clock.ts';
import { csv, pdf } from './enclosures.ts';
import { BACKUP, GRETA, HOSTING, INES, MIRELA, NEWS, REGISTRAR, STAFF, STRANGER, TOMAS } from './people.ts';
import { filed, Pen, raw, type SampleFolder, type SampleMailbox, type SampleMessage, thread } from './sample.ts';

const ALERTS = 26;
const INVOICES = 12;

export function administrator(): SampleMailbox {
  const pen = new Pen(INES, 11, instant(Date.UTC(2020, 1, 3, 7)));
  const folders: readonly SampleFolder[] = [
    { path: ['Alerts'], isParentOnly: true, messages: [] },
    { path: ['Alerts', 'Backup'], messages: backupAlerts(pen) },
    { path: ['Invoices 2020/2021'], messages: invoices(pen) },
    { path: ['1'], isParentOnly: true, messages: [] },
    { path: ['1', 'Inbox'], messages: oldInbox(pen) },
    { path: ['Licences'], messages: licences(pen) },
    { path: ['licences'], messages: [filed(pen.letter(MISFILED), '\\Seen')] },
    { path: [' Old servers'], messages: oldServers(pen) },
    { path: ['Empty'], messages: [] },
    { path: ['Sent'], messages: sent(pen) },
    { path: ['Drafts'], messages: [filed(pen.own(DRAFT), '\\Draft', '\\Seen')] },
    {
      path: ['Trash'],
      messages: [filed(pen.letter({ ...NEWSLETTER, subject: 'Fog, ferries and a new chandlery' }), '\\Seen')],
    },
    { path: ['spam'], messages: [filed(pen.letter(PRIZE))] },
    { path: ['INBOX'], messages: inbox(pen) },
  ];
  return {
    owner: INES,
    about: 'an administrator who keeps everything',
    server: 'legacy',
    folders,
    files: [],
    tooLarge: [],
  };
}

const NEWSLETTER = { from: NEWS, text: 'What happened on the water this week, in four minutes.' };
const MISFILED = {
  from: GRETA,
  subject: 'Second licence folder?',
  text: 'You have "Licences" and "licences" now. I put this one into the small one, so that you notice.\n\nGreta',
};
const DRAFT = {
  to: [STAFF],
  subject: 'We move to Exchange: what you have to do',
  text: 'Dear all,\n\nnext month our mail moves. You need to do three things:\n\n1.\n2.\n3.\n\n(ask Greta whether the shared calendars are ready)',
};
const PRIZE = { from: STRANGER, subject: 'You have WON!!!', text: 'Claim your prize within 24 hours.' };

function backupAlerts(pen: Pen): readonly SampleMessage[] {
  const alerts = Array.from({ length: ALERTS }, (_, night) => {
    const failed = night % 9 === 4;
    const subject = failed ? 'FAILED: nightly backup of vault-2' : 'OK: nightly backup of vault-2';
    const size = 412 + pen.random.int(30);
    const text = `started  02:00\nended    02:${10 + pen.random.int(45)}\nwritten  ${size} GB\nerrors   ${failed ? '1 (volume projects: target full)' : '0'}\n`;
    // The backup program of this company never learnt to write a Message-ID.
    const letter = pen.letter({ from: BACKUP, subject, text, sentAt: pen.later(24), id: null });
    return failed ? filed(letter, '\\Seen', '\\Flagged') : filed(letter, '\\Seen');
  });
  const [first] = alerts;
  // The mail server once delivered one alert three times.
  return first === undefined ? alerts : [...alerts, first, first];
}

function invoices(pen: Pen): readonly SampleMessage[] {
  return Array.from({ length: INVOICES }, (_, month) => {
    const number = `LD-${20_400 + 17 * month}`;
    const amount = `${38 + pen.random.int(9)}.00 EUR`;
    const letter = pen.letter({
      from: REGISTRAR,
      subject: `Invoice ${number}`,
      sentAt: pen.later(30 * 24),
      text: `Dear customer,\n\nplease find our invoice ${number} over ${amount} attached.\n\nLantern Domains`,
      html: `<p>Dear customer,</p><p>please find our invoice <b>${number}</b> over ${amount} attached.</p><p>Lantern Domains</p>`,
      enclosures: [pdf(`${number}.pdf`, [`Invoice ${number}`, `Amount: ${amount}`, 'Payable within 14 days.'])],
    });
    return filed(letter, '\\Seen', ...(month > 8 ? ['\\Flagged', 'Unpaid'] : []));
  });
}

function oldInbox(pen: Pen): readonly SampleMessage[] {
  const rows = [
    ['device', 'room', 'since'],
    ['copier', '2.14', 2016],
    ['switch', '0.03', 2014],
    ['phone', '1.08', 2019],
  ];
  return [
    filed(
      pen.letter({ from: MIRELA, subject: 'My screen is dark', text: 'It hums, but it is dark. Is it me?' }),
      '\\Seen',
      '\\Answered',
    ),
    filed(
      pen.letter({ from: MIRELA, subject: 'Re: My screen is dark', text: 'It was the brightness. Sorry!' }),
      '\\Seen',
    ),
    filed(
      pen.letter({ from: GRETA, subject: 'Inventory', text: 'As promised.', enclosures: [csv('inventory.csv', rows)] }),
      '\\Seen',
    ),
    // Only a header: a phone gave up in the middle of sending.
    raw(
      [
        'From: tomas.brandt@finchharbour.example',
        'To: ines.aldred@finchharbour.example',
        'Subject: from my phone',
        '',
        '',
      ],
      pen.later(5),
    ),
    // A multipart whose end never came.
    raw(BROKEN, pen.later(5), '\\Seen'),
  ];
}

const BROKEN = [
  'From: "Scanner" <scan@finchharbour.example>',
  'To: ines.aldred@finchharbour.example',
  'Subject: =?utf-8?B?U2Nhbm5lZCBwYWdlLCBicm9rZW4gaGFsZndheQ',
  'Date: Mon, 31 Feb 2020 25:61:00',
  'Message-ID: <broken@copier',
  'MIME-Version: 1.0',
  'Content-Type: multipart/mixed; boundary="nowhere"',
  '',
  '--elsewhere',
  'Content-Type: application/pdf; name="scan',
  'Content-Transfer-Encoding: base64',
  '',
  'JVBERi0xLjQKJeLjz9MKMSAwIG9i!!!',
];

function licences(pen: Pen): readonly SampleMessage[] {
  const text = 'Your licence key:\n\n  HRBR-2F9K-77QX-DEMO\n\nKeep this mail: we cannot send it again.';
  return [
    filed(
      pen.letter({ from: HOSTING, subject: 'Your licence key', text, headers: [['Importance', 'high']] }),
      '\\Seen',
      '\\Flagged',
    ),
    filed(pen.letter({ from: HOSTING, subject: 'Licence renewed', text: 'Renewed until 2021-12-31.' }), '\\Seen'),
  ];
}

function oldServers(pen: Pen): readonly SampleMessage[] {
  // Written in 1999 on a machine that knew Latin-1 and nothing else, and moved along ever since.
  const letter = pen.letter({
    from: { name: 'Jurgen Gros', address: 'jg@old.finchharbour.example' },
    subject: 'Schlussel zum Serverraum',
    text: 'Der Schlüssel hängt in der Küche, hinter der Tür.\nGrüße, Jürgen',
    charset: 'iso-8859-1',
    sentAt: instant(Date.UTC(1999, 10, 12, 9, 30)),
  });
  return [filed(letter, '\\Seen')];
}

function sent(pen: Pen): readonly SampleMessage[] {
  const replies = thread(pen, 'Moving our mail', [
    { from: GRETA, to: [INES], text: 'Can we move the mail without anybody noticing?' },
    { from: INES, to: [GRETA], text: 'We can. It runs beside the old one for a week, and then we switch.' },
    { from: GRETA, to: [INES], text: 'And if something is missing?' },
    {
      from: INES,
      to: [GRETA],
      cc: [TOMAS],
      text: 'Then the report names it: folder, date, sender, subject. I will not take "done" for an answer.',
    },
  ]);
  const notices = ['Printer moves to the kitchen', 'Passwords', 'Wi-Fi in the warehouse', 'Lift out of order'].map(
    (subject) =>
      pen.own({
        to: [STAFF],
        subject,
        text: `Dear all,\n\n${subject.toLowerCase()}: please see the note on the door.\n\nInes`,
      }),
  );
  return [...replies.filter(({ from }) => from === INES), ...notices].map((letter) => filed(letter, '\\Seen'));
}

function inbox(pen: Pen): readonly SampleMessage[] {
  const asked = [
    'VPN from the ferry?',
    'New starter on Monday',
    'Shared calendar',
    'Projector remote',
    'Is this phishing?',
  ];
  const questions = asked.map((subject, at) =>
    filed(
      pen.letter({
        from: pen.pick([TOMAS, MIRELA, GRETA]),
        subject,
        text: `Hi Ines,\n\n${subject.replace('?', '')}: could you have a look?`,
      }),
      ...(at < 2 ? ['\\Seen', '\\Answered'] : []),
    ),
  );
  const ticket = thread(pen, '[#48213] Export of mailboxes', [
    { from: HOSTING, text: 'We have received your request and will answer within one business day.' },
    { from: HOSTING, text: 'IMAP is open for your address. Please mind the limit of connections.' },
  ]);
  const empty = filed(pen.letter({ from: TOMAS, subject: '', text: '' }));
  return [...questions, ...ticket.map((letter) => filed(letter, '\\Seen', 'Migration')), empty];
}
