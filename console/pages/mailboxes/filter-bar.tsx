/** Cuts the table down: by name, by state, and by what a number that led here counts. */
import { Button, Group, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { Icon } from '../../parts/icon.tsx';
import { sayMailboxes } from '../../texts/project.ts';
import { MAILBOX_STATES, type MailboxState, sayMailboxState } from '../../texts/states.ts';

export interface FilterBarProps {
  readonly question: URLSearchParams;
  readonly onChange: (changes: Readonly<Record<string, string | null>>, isReplaced: boolean) => void;
}

const STATES = Object.keys(MAILBOX_STATES) as MailboxState[]; // the keys of a record over states are the states
const ALL = ['text', 'state', 'problem', 'hasExceptions', 'waiting', 'uncounted'] as const;

export function FilterBar({ question, onChange }: FilterBarProps) {
  const [text, setText] = useState(question.get('text') ?? '');
  const named = ALL.slice(2).filter((name) => question.has(name));
  const isFiltered = ALL.some((name) => question.has(name));
  return (
    <Group gap="xs" align="end" role="search">
      <TextInput
        type="search"
        aria-label={sayMailboxes('search')}
        placeholder={sayMailboxes('search')}
        leftSection={<Icon name="search" />}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          onChange({ text: event.currentTarget.value }, true);
        }}
      />
      <Select
        aria-label={sayMailboxes('state')}
        placeholder={sayMailboxes('anyState')}
        clearable
        data={STATES.map((state) => ({ value: state, label: sayMailboxState(state) }))}
        value={question.get('state')}
        onChange={(state) => onChange({ state }, false)}
      />
      {named.map((name) => (
        <span key={name} className="foreign">
          {sayMailboxes('filteredBy', { what: question.get(name) === 'true' ? name : (question.get(name) ?? '') })}
        </span>
      ))}
      {isFiltered ? (
        <Button
          variant="subtle"
          onClick={() => {
            setText('');
            onChange(Object.fromEntries(ALL.map((name) => [name, null])), false);
          }}
        >
          {sayMailboxes('clear')}
        </Button>
      ) : null}
    </Group>
  );
}
