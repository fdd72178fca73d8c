/** Who writes to whom in the samples. Every name and address is made up; `.example` belongs to nobody (RFC 2606). */
import type { Person } from './letter.ts';
import { COMPANY } from './sample.ts';

const colleague = (name: string, user: string): Person => ({ name, address: `${user}@${COMPANY}` });

export const INES = colleague('Ines Aldred', 'ines.aldred');
export const TOMAS = colleague('Tomas Brandt', 'tomas.brandt');
export const MIRELA = colleague('Mirela Novak', 'mirela.novak');
export const GRETA = colleague('Greta Oyelaran', 'greta.oyelaran');
export const STAFF = colleague('All staff', 'all');

export const BACKUP = { name: 'backup on vault-2', address: `root@vault-2.${COMPANY}` };
export const REGISTRAR = { name: 'Lantern Domains', address: 'billing@lanterndomains.example' };
export const HOSTING = { name: 'Cloud support', address: 'tickets@hosting.example' };
export const NORTH_QUAY = { name: 'Hannah Whitlock', address: 'hannah@northquay.example' };
export const LINDQVIST = { name: 'Åsa Lindqvist', address: 'asa@lindqvist.example' };
export const SEVER = { name: 'Пётр Соколов', address: 'petr@sever.example' };
export const TOKAI = { name: '田中 美咲', address: 'tanaka@tokai.example' };
export const PRINTER = { name: 'Quill & Press', address: 'studio@quillpress.example' };
export const NEWS = { name: 'The Harbour Weekly', address: 'news@harbourweekly.example' };
export const STRANGER = { name: 'Prize Office', address: 'winner@lucky.example' };
/** From the range that is kept for films and books. */
export const HANNAH_MOBILE = '+44 7700 900123';
