/** An organisation of any size, the same for the same seed. */
import { type Random, seededRandom } from '../../src/base/random.ts';
import { type MailboxState, newDomain, newMailbox, newSpam, type OrganisationState } from './organisation.ts';

const GIVEN = ['Anna', 'Ben', 'Chloé', 'David', 'Elif', 'Finn', 'Grace', 'Hugo', 'Ines', 'Jürgen'];
const FAMILY = ['Adams', 'Baker', 'Clark', 'Díaz', 'Evans', 'Fischer', 'Green', 'Hall', 'Ito', 'Jensen'];

export function sampleOrganisation(domain: string, mailboxes: number, seed = 1): OrganisationState {
  const random = seededRandom(seed);
  const people = Array.from({ length: mailboxes }, (_person, at) => sampleMailbox(domain, at, random));
  return {
    domains: [
      newDomain(domain, {
        mailboxes: people,
        aliases: [`www.${domain}`],
        catchAll: '',
        spam: newSpam({ safelist: ['partner.example'], ipblocklist: ['203.0.113.%'] }),
        lists: {
          sales: people.slice(0, 3).map(({ name }) => `${name}@${domain}`),
          info: people.slice(0, 1).map(({ name }) => `${name}@${domain}`),
        },
      }),
    ],
  };
}

function sampleMailbox(domain: string, at: number, random: Random): MailboxState {
  const [given = '', family = ''] = [GIVEN[random.int(GIVEN.length)], FAMILY[random.int(FAMILY.length)]];
  // Most mailboxes are small and few are full.
  const share = (random.int(1000) / 1000) ** 3;
  const isForwarded = random.int(20) === 0;
  const isAway = random.int(30) === 0;
  const month = 1 + random.int(12);
  return newMailbox(`user${String(at + 1).padStart(4, '0')}`, {
    displayName: `${given} ${family}`,
    currentUsage: Math.round(25_600 * share),
    enabled: random.int(50) !== 0,
    lastLogin: random.int(40) === 0 ? '' : `${month}/${1 + random.int(28)}/2026 ${1 + random.int(12)}:07:09 PM`,
    emailForwardingAddressList: isForwarded ? [`${family.toLowerCase()}@elsewhere.example`] : [],
    saveForwardedEmail: isForwarded && random.int(2) === 0,
    enableVacationMessage: isAway,
    vacationMessage: isAway ? `I am away. Write to info@${domain}.` : '',
    contactInfo: { firstName: given, lastName: family, businessCity: 'Springfield', notes: ' ' },
  });
}
