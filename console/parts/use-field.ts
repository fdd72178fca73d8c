/** What somebody types into a field. */
import { type ChangeEvent, useState } from 'react';

export interface Field {
  readonly value: string;
  readonly set: (value: string) => void;
  /** For the field itself. */
  readonly input: {
    readonly value: string;
    readonly onChange: (event: ChangeEvent<HTMLInputElement | HTMLTextAreaElement>) => void;
  };
}

export function useField(first = ''): Field {
  const [value, set] = useState(first);
  return { value, set, input: { value, onChange: (event) => set(event.currentTarget.value) } };
}
