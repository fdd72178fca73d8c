/**
 * The one catalogue of texts. Each page brings its own part along when it is opened, so that the first page loads no words of
 * others; another language is another set of parts under the same names.
 */
import { createInstance } from 'i18next';

const LANGUAGE = 'en';
const words = createInstance();
void words.init({
  lng: LANGUAGE,
  fallbackLng: LANGUAGE,
  resources: {},
  initAsync: false,
  keySeparator: false,
  nsSeparator: false,
  // React escapes all text by itself.
  interpolation: { escapeValue: false },
});

type Texts = Readonly<Record<string, string>>;
type Name<Key> = Key extends `${infer Stem}_${'one' | 'other'}` ? Stem : Key;
export type Values = Readonly<Record<string, string | number>>;

/** Says one text of the part. `count` chooses between `name_one` and `name_other`; `{{gap}}` takes a value. */
export type Say<Part extends Texts> = (name: Name<keyof Part & string>, values?: Values) => string;

export function catalogue<const Part extends Texts>(page: string, texts: Part): Say<Part> {
  words.addResourceBundle(LANGUAGE, page, texts);
  return (name, values) => words.t(name, { ns: page, ...values });
}
