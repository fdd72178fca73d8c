/** Headings that no list has, put together of words that many programs use: `Business City`, `Ort privat`, `Tél. (bureau)`. */
import { plainHeading } from './known-headings.ts';

type Words = Readonly<Record<string, string>>;

/** Where something is. */
const PLACES: Words = {
  work: 'work business office bureau professionnel professionnelle geschaftlich geschaft dienstlich dienst buro beruflich arbeit trabajo oficina lavoro ufficio zakelijk werk arbete company firma',
  home: 'home private privat domicile personnel personnelle personal haus hause casa thuis prive hem',
  other: 'other autre weitere weiterer weiteres andere anderer otro otra altro altra overig annan',
};

/** Parts of an address, the more particular first. */
const ADDRESS_PARTS: Words = {
  'po-box': 'pobox postfach postbus',
  'postal-code': 'zip zipcode postcode postalcode plz postleitzahl postnummer',
  street: 'street strasse rue calle straat gata addressline',
  city: 'city town ort stadt ville ciudad citta plaats stad locality',
  region: 'state region province county bundesland kanton canton departement dep provincia estado prefecture',
  country: 'country land pays pais paese nation',
};

const DEVICES: Words = {
  fax: 'fax telefax telecopie telecopieur faxnummer',
  cell: 'mobile cell cellular handy mobil mobiltelefon portable movil cellulare mobiel',
  pager: 'pager radiomessagerie',
};

const PHONE = 'phone telephone telefon tel telefonnummer rufnummer telefono telefoon';
const EMAIL = 'email mail courriel messagerie';
const URL = 'web website webpage webseite homepage url site internetseite';
const ADDRESS = 'address adresse anschrift direccion indirizzo adres';

/** Several words that mean one. */
const JOINED: readonly (readonly [RegExp, string])[] = [
  [/\be mail\b/g, 'email'],
  [/\bp ?o box\b|\bpost office box\b|\bboite postale\b|\bb p\b|\bapartado\b/g, 'pobox'],
  [/\bpostal code\b|\bpost code\b|\bzip code\b|\bcode postal\b|\bcodigo postal\b|\bzip\/postal code\b/g, 'postcode'],
  [/\bweb page\b|\bpage web\b|\bhome page\b|\bpagina web\b/g, 'webpage'],
  [/\bcountry region\b|\bland region\b|\bpays region\b/g, 'country'],
  [/\bbundesland kanton\b|\bdep region\b|\bstate province\b/g, 'region'],
  [/\baddress line\b/g, 'addressline'],
];

/** Null where the words say nothing. The text is a target of column-target.ts. */
export function targetOfWords(heading: string): string | null {
  let text = plainHeading(heading);
  for (const [pattern, word] of JOINED) text = text.replace(pattern, word);
  const words = text.replace(/([a-z])(\d)/g, '$1 $2').split(' ');
  const number = Number(words.find((word) => /^\d{1,2}$/.test(word)) ?? 0);
  const known = words.filter((word) => !/^\d+$/.test(word));
  const places = Object.keys(PLACES).filter((place) => hasWord(known, PLACES[place]));
  // "Work address (other)" is nonsense, and "Firma Telefon privat" is a number at home.
  const place = places.includes('home') ? 'home' : (places[0] ?? '');
  return addressTarget(known, place, number) ?? reachedTarget(known, place, number);
}

function addressTarget(words: readonly string[], place: string, number: number): string | null {
  const part = Object.keys(ADDRESS_PARTS).find((one) => hasWord(words, ADDRESS_PARTS[one]));
  const isAddress = hasWord(words, ADDRESS) && !hasWord(words, EMAIL) && !hasWord(words, URL);
  if (part === undefined && !isAddress) return null;
  // A number counts the lines of a street: "Business Street 2", "Home Address 2".
  const line = number === 2 || number === 3 ? `street-${number}` : 'street';
  return trimmed(`address ${place} ${part === undefined || part === 'street' ? line : part}`);
}

/** By what somebody is reached: the number then only counts. */
function reachedTarget(words: readonly string[], place: string, number: number): string | null {
  const slot = number > 1 ? `#${number}` : '';
  if (hasWord(words, EMAIL)) return trimmed(`email ${slot} ${place}`);
  const devices = Object.keys(DEVICES).filter((device) => hasWord(words, DEVICES[device]));
  if (devices.length > 0 || hasWord(words, PHONE)) return trimmed(`phone ${slot} ${place} ${devices.join(' ')}`);
  return hasWord(words, URL) ? trimmed(`url ${slot} ${place}`) : null;
}

function hasWord(words: readonly string[], list: string | undefined): boolean {
  const known = (list ?? '').split(' ');
  return words.some((word) => known.includes(word));
}

function trimmed(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}

/** Types and labels of values, in the words of Google and of people: `* Work Fax`, `Geschäftlich`. */
export function typesOfWords(text: string): readonly string[] | null {
  const words = plainHeading(text)
    .split(' ')
    .flatMap((word) =>
      word.length > 3 && word.endsWith('fax') && word !== 'telefax' ? [word.slice(0, -3), 'fax'] : [word],
    );
  const all = { ...PLACES, ...DEVICES, main: 'main haupt', school: 'school' };
  const types = words.map((word) => Object.entries(all).find(([, list]) => list.split(' ').includes(word))?.[0]);
  return types.every((type) => type !== undefined) ? [...new Set(types)].sort() : null;
}
