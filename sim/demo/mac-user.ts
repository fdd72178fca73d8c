/** The sample mailbox of a designer on a Mac: pictures in mail, signed mail, folder names as a Mac spells them. */
import { instant } from '../../src/base/clock.ts';
import { film, png } from './enclosures.ts';
import { GRETA, INES, MIRELA, PRINTER, STRANGER, TOKAI, TOMAS } from './people.ts';
import { filed, Pen, raw, type SampleFolder, type SampleMailbox, type SampleMessage, thread } from './sample.ts';

/** More than the demo's Exchange takes. */
const TOO_LARGE_BYTES = 1_300_000;
const TOO_LARGE = 'Poster, all layers';

export function macUser(): SampleMailbox {
  const pen = new Pen(MIRELA, 33, instant(Date.UTC(2023, 8, 4, 8)));
  const folders: readonly SampleFolder[] = [
    { path: ['プロジェクト'], messages: [] },
    { path: ['プロジェクト', '東海オプティカル'], messages: tokai(pen) },
    // The same word twice: as a Mac spells it (letter, then accent), and as everybody else does.
    {
      path: ['Cafe\u0301'],
      messages: [filed(pen.letter({ from: GRETA, subject: 'Lunch on Friday', text: 'The usual place?' }), '\\Seen')],
    },
    {
      path: ['Caf\u00e9'],
      messages: [filed(pen.letter({ from: GRETA, subject: 'Lunch, moved', text: 'Saturday, sorry.' }))],
    },
    { path: ['Notes to self '], messages: notes(pen) },
    { path: ['R&D'], messages: [signed(pen)] },
    { path: ['Print'], messages: print(pen) },
    { path: ['Sent Messages'], specialUse: '\\Sent', messages: sent(pen) },
    { path: ['Deleted Messages'], specialUse: '\\Trash', messages: deleted(pen) },
    {
      path: ['Junk'],
      specialUse: '\\Junk',
      messages: [filed(pen.letter({ from: STRANGER, subject: 'Fonts 99 % off', text: 'Click.' }), 'Junk')],
    },
    {
      path: ['Drafts'],
      specialUse: '\\Drafts',
      messages: [
        filed(pen.own({ to: [TOMAS], subject: 'Logo, again', text: 'Version 14. Please do not ask for' }), '\\Draft'),
      ],
    },
    { path: ['INBOX'], messages: inbox(pen) },
  ];
  return { owner: MIRELA, about: 'a designer on a Mac', server: 'modern', folders, files: [], tooLarge: [TOO_LARGE] };
}

function tokai(pen: Pen): readonly SampleMessage[] {
  const letters = ['春のカタログ', 'ロゴの色について', '納期のご相談'].flatMap((subject) =>
    thread(pen, subject, [
      { from: TOKAI, text: 'ノヴァク様\n\nいつもお世話になっております。添付をご確認ください。\n\n田中' },
      {
        from: MIRELA,
        to: [TOKAI],
        text: 'Thank you! I will look at it tonight.',
        enclosures: [png('sketch.png', 120, 60, pen.random)],
      },
      { from: TOKAI, text: 'ありがとうございます。\n\n田中' },
    ]),
  );
  return letters.map((letter) => filed(letter, '\\Seen', '$NotJunk', ...(letter.from === TOKAI ? ['\\Answered'] : [])));
}

function notes(pen: Pen): readonly SampleMessage[] {
  return [
    'Colours of the quay',
    'Ask about the serif',
    'Birthday of Greta',
    'Typeface for numbers',
    'Fonts that I regret',
  ].map((subject) =>
    filed(
      pen.own({
        to: [MIRELA],
        subject,
        text: `${subject}.\n\n-- \nfrom my phone`,
        headers: [['X-Uniform-Type-Identifier', 'com.apple.mail-note']],
      }),
      '\\Seen',
    ),
  );
}

/** Signed as S/MIME does it (RFC 8551 §3.5.3): whoever changes a byte of the first part breaks the seal. */
function signed(pen: Pen): SampleMessage {
  const seal = Buffer.from(Array.from({ length: 900 }, () => pen.random.int(256))).toString('base64');
  const lines = [
    'From: "Tanaka Lab" <lab@tokai.example>',
    'To: mirela.novak@finchharbour.example',
    'Subject: Coating, confidential',
    'Date: Tue, 14 Nov 2023 04:11:09 +0900',
    'Message-ID: <seal.1@tokai.example>',
    'MIME-Version: 1.0',
    'Content-Type: multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="sealed"',
    '',
    '--sealed',
    'Content-Type: text/plain; charset=us-ascii',
    'Content-Transfer-Encoding: 7bit',
    '',
    'The coating holds 400 hours of salt water. ',
    'The blank at the end of the line above belongs to the seal.',
    '--sealed',
    'Content-Type: application/pkcs7-signature; name="smime.p7s"',
    'Content-Transfer-Encoding: base64',
    'Content-Disposition: attachment; filename="smime.p7s"',
    '',
    ...(seal.match(/.{1,64}/g) ?? []),
    '--sealed--',
    '',
  ];
  return raw(lines, pen.later(5), '\\Seen', '\\Flagged');
}

function print(pen: Pen): readonly SampleMessage[] {
  const proofs = Array.from({ length: 10 }, (_, at) => {
    const contentId = `proof${at}@quillpress.example`;
    return filed(
      pen.letter({
        from: PRINTER,
        subject: `Proof ${at + 1}: catalogue, page ${2 * at + 1}`,
        text: 'Please look at the picture and say yes.',
        html: `<p>Please look at the picture and say yes.</p><img src="cid:${contentId}" alt="page">`,
        enclosures: [
          png(`page-${2 * at + 1}.png`, 160, 100, pen.random),
          { ...png('stamp.png', 32, 32, pen.random), contentId },
        ],
      }),
      '\\Seen',
      ...(at % 3 === 0 ? ['\\Flagged', '$MailFlagBit0'] : []),
    );
  });
  const big = pen.letter({
    from: PRINTER,
    subject: TOO_LARGE,
    text: 'As you wished: everything.',
    enclosures: [film('poster.mp4', TOO_LARGE_BYTES, pen.random)],
  });
  return [...proofs, filed(big)];
}

function sent(pen: Pen): readonly SampleMessage[] {
  return ['Logo v11', 'Logo v12', 'Logo v13', 'Sign above the door', 'Business cards', 'The blue is not the blue'].map(
    (subject) =>
      filed(
        pen.own({
          to: [TOMAS],
          cc: [GRETA],
          subject,
          text: 'Have a look, and please be kind.',
          enclosures: [png('logo.png', 64, 64, pen.random)],
        }),
        '\\Seen',
      ),
  );
}

function deleted(pen: Pen): readonly SampleMessage[] {
  return Array.from({ length: 5 }, (_, at) =>
    filed(pen.letter({ from: GRETA, subject: `Cake in the kitchen (${at + 1})`, text: 'First come.' }), '\\Seen'),
  );
}

function inbox(pen: Pen): readonly SampleMessage[] {
  const flowed = pen.letter({
    from: INES,
    subject: 'Your mail moves on Thursday',
    text: 'Dear Mirela, \nyour mail moves on Thursday. You need to do nothing, and nothing \nwill be missing. If something is, tell me.\n\nInes',
    headers: [['X-Text-Format', 'flowed']],
  });
  const questions = [
    'Poster for the fair',
    'Which green?',
    'Photos of the boat',
    'Name tags',
    'Wallpaper for the meeting room',
  ].map((subject, at) =>
    filed(
      pen.letter({ from: pen.pick([TOMAS, GRETA]), subject, text: `${subject}: what do you think?` }),
      ...(at < 2 ? ['\\Seen', '\\Answered', '$NotJunk'] : []),
    ),
  );
  const latin = pen.letter({
    from: GRETA,
    subject: 'Menu',
    text: 'Crème brûlée, ½ portion: 3 £',
    charset: 'iso-8859-1',
  });
  return [filed(flowed, '\\Flagged'), ...questions, filed(latin, '\\Seen')];
}
