/** Who moves in the guide, what they have, and what they told. */

export const DOMAIN = 'finch.test';
/** Sales, in Outlook on Windows; keeps everything. */
export const ANN = `ann@${DOMAIN}`;
/** Sales, on a Mac; fetched by POP for years. */
export const BEN = `ben@${DOMAIN}`;
/** Reads on the telephone alone. */
export const CAT = `cat@${DOMAIN}`;
/** Reads in webmail alone, and the mailbox is full. */
export const DAN = `dan@${DOMAIN}`;
export const MOVING = [ANN, BEN] as const;
export const OUTSIDE = 'ada@outside.example';

const NEEDS = { outlook: [], phone: [], sharing: [], documents: [], storage: 'enough', programs: ['webmail'] };

export const ANSWERS = {
  version: 1,
  organisation: { name: 'Finch Ltd', contact: 'Ada Finch, 555 0100', newWebmail: 'https://outlook.example.com' },
  groups: [
    {
      name: 'Sales',
      needs: { ...NEEDS, outlook: ['calendar', 'contacts', 'tasks', 'notes'], programs: ['outlook-classic'] },
      people: [
        { address: ANN, name: 'Ann', pop: 'no', localMail: 'yes', reachAt: 'ann@home.example' },
        { address: BEN, name: 'Ben', programs: ['apple-mail'], pop: 'yes', localMail: 'no', reachAt: '555 0101' },
      ],
    },
    { name: 'Drivers', needs: { ...NEEDS, phone: ['calendar', 'contacts'], programs: ['iphone'] }, people: [CAT] },
    { name: 'Stock', needs: { ...NEEDS, storage: 'full' }, people: [DAN] },
  ],
} as const;
