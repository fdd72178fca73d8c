/**
 * Headings of the tables that programs export, as they write them, with what each stands for. Outlook in English, French and
 * German, Outlook Express, Open-Xchange, Thunderbird, Yahoo and Google. What can be put together of its words is in
 * heading-words.ts.
 */
import type { TextTarget } from './column-target.ts';

/** Headings by target; several are separated by bars. */
const BY_TARGET: Readonly<Partial<Record<TextTarget, string>>> & Readonly<Record<string, string>> = {
  'display name':
    'Display Name|Name|Full Name|File As|Formatted Name|Contact Name|Anzeigename|Nom complet|Nom affiché|Vollständiger Name|Nombre completo',
  'given name': 'First Name|First|Given Name|Forename|Vorname|Prénom|Nombre|Nome|Voornaam|Förnamn',
  'family name':
    'Last Name|Last|Surname|Sur name|Family Name|Nachname|Familienname|Zuname|Nom|Nom de famille|Apellidos|Apellido|Cognome|Achternaam|Efternamn',
  'middle name':
    'Middle Name|Middle|Additional Name|Second Name|Weitere Vornamen|Zweiter Vorname|2. Vorname|Deuxième prénom|Autres prénoms',
  prefix: 'Name Prefix|Prefix|Salutation|Courtesy Title|Honorific Prefix|Anrede|Namenspräfix|Civilité',
  suffix: 'Suffix|Name Suffix|Generation|Namenssuffix|Namenszusatz|Suffixe',
  'phonetic given name': 'Given Yomi|Given Name Yomi|Phonetic First Name|First Name Yomi|Vorname Yomi|Yomi First Name',
  'phonetic family name':
    'Surname Yomi|Family Name Yomi|Phonetic Last Name|Last Name Yomi|Nachname Yomi|Yomi Last Name',
  'phonetic organisation': 'Company Yomi|Organization 1 - Yomi Name|Yomi Company|Firma Yomi',
  nicknames: 'Nickname|Nick Name|Nick|Short Name|Spitzname|Rufname|Surnom|Pseudonyme|Apodo',
  organisation:
    'Company|Company Name|Organization|Organisation|Organization Name|Organization 1 - Name|Employer|Firma|Unternehmen|Société|Entreprise|Empresa|Azienda|Bedrijf|Företag',
  departments:
    'Department|Organization Department|Organization 1 - Department|Abteilung|Service|Département|Departamento|Reparto',
  'job title':
    'Job Title|Position|Organization Title|Organization 1 - Title|Role|Business Title|Fonction|Poste|Berufsbezeichnung|Stellung|Funktion|Puesto|Cargo',
  profession: 'Profession|Occupation|Beruf',
  spouse: "Spouse|Spouse Name|Spouse's name|Partner|Partner/in|Ehepartner|Ehepartner/Partner|Conjoint(e)|Conjoint",
  manager:
    "Manager|Manager's Name|Manager Name|Vorgesetzter|Name des/der Vorgesetzten|Name des/r Vorgesetzten|Responsable|Nom du responsable",
  assistant:
    "Assistant|Assistant's Name|Assistant Name|Assistent|Assistent(in)|Name Assistent|Nom de l'assistant(e)|Assistant(e)",
  children: 'Children|Kinder|Enfants|Hijos',
  categories:
    'Categories|Category|Labels|Group Membership|Groups|Tags|Kategorien|Kategorie|Catégories|Gruppen|Categorías',
  notes:
    'Notes|Note|Comments|Comment|Remarks|Notizen|Notiz|Bemerkung|Bemerkungen|Anmerkungen|Commentaires|Remarques|Notas',
  privacy: 'Private|Sensitivity|Privat|Vertraulichkeit|Privé|Critère de diffusion',
  identifier: 'UID',
  'last change': 'Changing date|Last Modified|Modified',
  birthday: 'Birthday|Birth Date|Date of Birth|BDAY|Geburtstag|Geburtsdatum|Anniversaire|Date de naissance|Cumpleaños',
  'birthday year': 'Birth Year|Geburtsjahr',
  'birthday month': 'Birth Month|Geburtsmonat',
  'birthday day': 'Birth Day',
  anniversary:
    'Anniversary|Wedding Anniversary|Jahrestag|Hochzeitstag|Anniversaire de mariage ou fête|Anniversaire de mariage',
  email:
    'E-mail Address|E-mail|Email|Email Address|Primary Email|E-mail 1|Email 1|Mail|E-Mail-Adresse|E-Mail Adresse|Adresse de messagerie|Adresse e-mail|Courriel|Correo electrónico|Indirizzo e-mail',
  'email #2':
    'E-mail 2 Address|Secondary Email|Email 2|Alternate Email 1|E-Mail 2: Adresse|Adresse de messagerie 2|Adresse de messagerie  2',
  'email #3': 'E-mail 3 Address|Email 3|Alternate Email 2|E-Mail 3: Adresse|Adresse de messagerie 3',
  'phone assistant': "Assistant's Phone|Telephone assistant|Telefon Assistent|Téléphone de l'assistant(e)",
  'phone callback': 'Callback|Telephone callback|Rückmeldung|Rückruf|Rappel',
  'phone car': 'Car Phone|Phone (car)|Autotelefon|Téléphone (voiture)',
  'phone company': 'Company Main Phone|Telephone company|Telefon Firma|Téléphone société',
  'phone main': 'Primary Phone|Telephone primary|Primary|Haupttelefon|Téléphone principal',
  'phone radio': 'Radio Phone|Telephone radio|Radio téléphone|Radiotéléphone',
  'phone ttytdd': 'TTY/TDD Phone|TTY/TDD|Telefon für Hörbehinderte|Téléphone TDD/TTY|Téléphone TTY/TDD',
  'phone telex': 'Telex|Télex',
  'phone isdn': 'ISDN|Telephone ISDN|RNIS',
  'phone pager': 'Pager|Pager Number|Pager Phone|Funkruf|Récepteur de radiomessagerie|Téléavertisseur',
  'phone ip': 'IP phone|VoIP',
  'phone fax': 'Fax|Fax Number|Faxnummer|Télécopie|Télécopieur',
  'phone cell':
    'Mobile|Mobile Phone|Mobile Number|Cell|Cell Phone|Cellular|Mobiltelefon|Handy|Mobil|Tél. mobile|Téléphone mobile|Portable|Cellular telephone 1|Cellular telephone 2|Mobiltelefon 2|Mobile Phone 2',
  'phone home': 'Home',
  'phone work': 'Work|Business|Office',
  'phone other': 'Other|Yahoo Phone',
  phone: 'Phone|Phone Number|Telephone|Telefon|Telefonnummer|Téléphone|Teléfono|Telefono',
  'url work': 'Web Page 1|Business Web Page|Business Website|Company Web Page',
  'url home': 'Web Page 2|Personal Web Page|Personal Website',
  url: 'Web Page|URL|Website|Web Site|Homepage|Webseite|Internetseite|Page Web|Site Web|Página web',
  'messenger aim': 'Screen Name|AIM ID|AIM|_AimScreenName',
  'messenger im': 'IMAddress|IM Address|Instantmessenger 1|Instantmessenger 2|Instant Messenger',
  'messenger ymsgr': 'Messenger ID|Messenger ID1|Yahoo ID',
  'messenger skype': 'Skype ID|Skype',
  'messenger icq': 'ICQ ID|ICQ',
  'messenger gtalk': 'Google ID|Google Talk',
  'messenger msnim': 'MSN ID|MSN',
  'messenger qq': 'QQ ID',
  'messenger irc': 'IRC ID',
  photo: 'Photo',
  // What programs write about the entry, or beside a value that says it already.
  nothing:
    "E-mail Type|E-mail Display Name|E-mail 2 Type|E-mail 2 Display Name|E-mail 3 Type|E-mail 3 Display Name|E-Mail-Typ|E-Mail: Angezeigter Name|E-Mail 2: Typ|E-Mail 2: Angezeigter Name|E-Mail 3: Typ|E-Mail 3: Angezeigter Name|Type de messagerie|Type de messagerie 2|Type de messagerie 3|Nom complet de l'adresse de messagerie|Nom complet de l'adresse de messagerie 2|Nom complet de l'adresse de messagerie 3|Object id|Folder id|Created by|Modified by|Creation date|Default address|Initials|Initialen|Initiales|Organization 1 - Type|Action|ID|Address Selected|Address Selector|E-mail Selected|E-mail Selector",
};

/** What Outlook writes where nobody has chosen anything, by plain heading. */
export const DEFAULT_CELLS: ReadonlyMap<string, string> = new Map([
  ['gender', 'unspecified'],
  ['geschlecht', 'keine angabe'],
  ['sexe', 'non specifie'],
  ['priority', 'normal'],
  ['prioritat', 'normal'],
  ['priorite', 'normale'],
]);

/** Days that stand for none: 0/0/00, 00.00.0000. */
export const NO_DAY = /^0{1,2}[/.-]0{1,2}[/.-]0{1,4}$/;

/** Letters, digits and the blanks between them; without case and marks. */
export function plainHeading(heading: string): string {
  return heading
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/** By plain heading. */
export const KNOWN_HEADINGS: ReadonlyMap<string, string> = new Map(
  Object.entries(BY_TARGET).flatMap(([target, headings]) =>
    (headings ?? '').split('|').map((heading) => [plainHeading(heading), target] as const),
  ),
);
