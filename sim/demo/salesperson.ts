/** The sample mailbox of a busy salesperson: conversations in three scripts, quotes, flags everywhere. */
import { instant } from '../../src/base/clock.ts';
import { csv, film, pdf, png } from './enclosures.ts';
import type { Person } from './letter.ts';
import { office } from './office.ts';
import { GRETA, INES, LINDQVIST, MIRELA, NEWS, NORTH_QUAY, SEVER, STAFF, STRANGER, TOMAS } from './people.ts';
import { filed, Pen, type SampleFolder, type SampleMailbox, type SampleMessage, thread } from './sample.ts';

/** More than the demo's Exchange takes. */
const TOO_LARGE_BYTES = 1_500_000;
const TOO_LARGE = 'Film of the workshop, uncut';

export function salesperson(): SampleMailbox {
  const pen = new Pen(TOMAS, 22, instant(Date.UTC(2022, 2, 7, 6)));
  const folders: readonly SampleFolder[] = [
    { path: ['Customers'], isParentOnly: true, messages: [] },
    { path: ['Customers', 'North Quay'], messages: deals(pen, NORTH_QUAY, ENGLISH) },
    { path: ['Customers', 'Lindqvist & Söner'], messages: deals(pen, LINDQVIST, SWEDISH) },
    { path: ['Customers', 'Оптика Север'], messages: deals(pen, SEVER, RUSSIAN) },
    { path: ['🎯 Leads'], messages: leads(pen) },
    { path: ['1.Inbox'], messages: urgent(pen) },
    { path: ['Quotes, open'], messages: quotes(pen) },
    { path: ['Archive'], specialUse: '\\Archive', messages: newsletters(pen) },
    { path: ['Sent Items'], specialUse: '\\Sent', messages: sent(pen) },
    { path: ['Drafts'], specialUse: '\\Drafts', messages: drafts(pen) },
    { path: ['Deleted Items'], specialUse: '\\Trash', messages: deleted(pen) },
    { path: ['Junk'], specialUse: '\\Junk', messages: junk(pen) },
    { path: ['INBOX'], messages: inbox(pen) },
  ];
  return {
    owner: TOMAS,
    about: 'a salesperson who lives in his mail',
    server: 'modern',
    folders,
    files: office(),
    tooLarge: [TOO_LARGE],
  };
}

interface Talk {
  readonly subjects: readonly string[];
  readonly asks: string;
  readonly answers: string;
  readonly thanks: string;
}

const ENGLISH: Talk = {
  subjects: ['Frames for the spring', 'Delivery in week 14', 'Two boxes too many', 'Prices for 2023'],
  asks: 'Hello Tomas,\n\ncould you send us your best price, and tell us when it could be here?\n\nHannah',
  answers: 'Dear Hannah,\n\ngladly: the quote is attached. Ten days from your order.\n\nTomas',
  thanks: 'Perfect, we take it.\n\nHannah',
};
const SWEDISH: Talk = {
  subjects: ['Bågar till våren', 'Leverans vecka 14', 'Två lådor för mycket'],
  asks: 'Hej Tomas,\n\nkan du skicka ert bästa pris och säga när det kan vara här?\n\nÅsa',
  answers: 'Hej Åsa,\n\ngärna: offerten är bifogad. Tio dagar från beställning.\n\nTomas',
  thanks: 'Utmärkt, vi tar den.\n\nÅsa',
};
const RUSSIAN: Talk = {
  subjects: ['Оправы на весну', 'Поставка на 14-й неделе'],
  asks: 'Здравствуйте, Томас!\n\nПришлите, пожалуйста, вашу лучшую цену и срок поставки.\n\nПётр',
  answers: 'Здравствуйте, Пётр!\n\nПредложение во вложении. Десять дней с момента заказа.\n\nТомас',
  thanks: 'Отлично, берём.\n\nПётр',
};

function deals(pen: Pen, customer: Person, talk: Talk): readonly SampleMessage[] {
  return talk.subjects.flatMap((subject, at) => {
    const quote = pdf(`quote-${2200 + pen.random.int(99)}.pdf`, [
      'Finch & Harbour',
      'Quote',
      `Total ${900 + pen.random.int(4000)}.00 EUR`,
    ]);
    const letters = thread(pen, subject, [
      { from: customer, text: talk.asks },
      { from: TOMAS, to: [customer], text: talk.answers, enclosures: [quote] },
      { from: customer, text: talk.thanks },
      { from: TOMAS, to: [customer], cc: [GRETA], text: 'Thank you! Greta sends the papers.' },
    ]);
    const flags = ['\\Seen', ...(at === 0 ? ['\\Flagged', 'Hot'] : [])];
    return letters.map((letter) => filed(letter, ...flags, ...(letter.from === customer ? ['\\Answered'] : [])));
  });
}

function leads(pen: Pen): readonly SampleMessage[] {
  const towns = ['Bergen', 'Kiel', 'Gdańsk', 'Porto', 'Split', 'Łódź', 'İzmir', 'Cádiz'];
  return towns.map((town, at) =>
    filed(
      pen.letter({
        from: { name: `Optician in ${town}`, address: `shop${at}@leads.example` },
        subject: `Your stand in ${town} 👓`,
        text: `We met in ${town}. Do you have a catalogue?`,
        html: `<p>We met in <b>${town}</b>. Do you have a catalogue?</p>`,
      }),
      ...(at % 2 === 0 ? ['\\Seen', '$Forwarded'] : []),
      ...(at === 3 ? ['Hot', '\\Flagged'] : []),
    ),
  );
}

/** The folder that sorts before all others, as half of the world has it. */
function urgent(pen: Pen): readonly SampleMessage[] {
  return ['Call the harbour office', 'Sample case lost in Kiel', 'Car at the garage'].map((subject) =>
    filed(pen.letter({ from: GRETA, subject, text: `${subject}. Today, please!` }), '\\Flagged'),
  );
}

function quotes(pen: Pen): readonly SampleMessage[] {
  return Array.from({ length: 14 }, (_, at) => {
    const total = 500 + pen.random.int(9000);
    const rows = [
      ['article', 'pieces', 'price'],
      ['frame', 10 + at, 24],
      ['case', 10 + at, 3],
      ['total', '', total],
    ];
    const letter = pen.own({
      to: [pen.pick([NORTH_QUAY, LINDQVIST, SEVER])],
      subject: `Quote ${2301 + at}, valid 30 days`,
      text: `Attached you find our quote over ${total}.00 EUR.\n\nTomas Brandt\nFinch & Harbour`,
      enclosures: [csv(`quote-${2301 + at}.csv`, rows), png(`frames-${at}.png`, 96, 48, pen.random)],
      // He wants to know who reads his quotes. Moving the mail must not make a single one of these go off.
      headers: [
        ['Disposition-Notification-To', TOMAS.address],
        ['Return-Receipt-To', TOMAS.address],
        ['X-Priority', '1'],
        ['Importance', 'High'],
      ],
    });
    return filed(letter, ...(at < 9 ? ['\\Seen'] : []), ...(at % 4 === 0 ? ['\\Flagged'] : []));
  });
}

function newsletters(pen: Pen): readonly SampleMessage[] {
  return Array.from({ length: 8 }, (_, week) => {
    const text = `Issue ${week + 1}: tides, trade and three things to read.`;
    const headers = [
      ['List-Id', '<weekly.harbourweekly.example>'],
      ['List-Unsubscribe', '<https://harbourweekly.example/leave>'],
    ] as const;
    return filed(
      pen.letter({
        from: NEWS,
        subject: `The Harbour Weekly ${week + 1}`,
        text,
        html: `<h1>The Harbour Weekly</h1><p>${text}</p>`,
        headers,
      }),
      '\\Seen',
    );
  });
}

function sent(pen: Pen): readonly SampleMessage[] {
  const plans = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'].map((day) =>
    pen.own({
      to: [GRETA, MIRELA],
      subject: `${day}: where I am`,
      text: `${day}: on the road until four, then in the office.`,
    }),
  );
  const bulk = pen.own({
    to: [STAFF],
    cc: [INES],
    subject: 'Fair in Hamburg',
    text: 'We have a stand! Who comes along?',
  });
  return [...plans, bulk].map((letter) => filed(letter, '\\Seen'));
}

function drafts(pen: Pen): readonly SampleMessage[] {
  return [
    filed(
      pen.own({
        to: [NORTH_QUAY],
        subject: 'About the discount',
        text: 'Dear Hannah,\n\nI have thought about it again and',
      }),
      '\\Draft',
    ),
    filed(pen.own({ to: [], subject: '', text: 'ideas for the fair: umbrella, sweets, a boat?' }), '\\Draft', '\\Seen'),
  ];
}

function deleted(pen: Pen): readonly SampleMessage[] {
  return Array.from({ length: 4 }, (_, at) =>
    filed(
      pen.letter({ from: NEWS, subject: `Offer ${at + 1} of 4`, text: 'Last chance. Until the next one.' }),
      '\\Seen',
    ),
  );
}

function junk(pen: Pen): readonly SampleMessage[] {
  const subjects = ['Cheap watches', 'Re: your invoice', 'Inheritance of a captain'];
  return subjects.map((subject) =>
    filed(pen.letter({ from: STRANGER, subject, text: 'Dear friend, answer at once.' })),
  );
}

function inbox(pen: Pen): readonly SampleMessage[] {
  const orders = Array.from({ length: 9 }, (_, at) =>
    filed(
      pen.letter({
        from: pen.pick([NORTH_QUAY, LINDQVIST, SEVER]),
        subject: `Order ${7100 + 3 * at}`,
        text: `Please send us ${4 + at} boxes as last time.`,
        headers: at % 3 === 0 ? [['Disposition-Notification-To', NORTH_QUAY.address]] : [],
      }),
      ...(at < 4 ? ['\\Seen', '\\Answered'] : []),
    ),
  );
  const big = pen.letter({
    from: MIRELA,
    subject: TOO_LARGE,
    text: 'Too big for mail, I know. But you said you wanted it today!',
    enclosures: [film('workshop.mp4', TOO_LARGE_BYTES, pen.random)],
  });
  // One letter, sent to him and to a list that he is on: two copies with one Message-ID, and both stay.
  const minutes = filed(
    pen.letter({ from: GRETA, to: [STAFF], cc: [TOMAS], subject: 'Minutes of Monday', text: 'Nobody was late.' }),
    '\\Seen',
  );
  return [...orders, filed(big, '\\Seen', '\\Flagged'), minutes, minutes];
}
