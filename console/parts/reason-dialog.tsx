/** Asks for the reason of an act and, before what cannot be taken back, for the name of the thing. */
import { Button, Group, Modal, Stack, Textarea, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { sayParts } from '../texts/parts.ts';
import { useField } from './use-field.ts';

export interface ReasonDialogProps {
  readonly action: { readonly label: string; readonly needsReason: boolean };
  readonly typed: string | null;
  /** What it would do, in exact numbers. */
  readonly children?: ReactNode;
  readonly onCancel: () => void;
  readonly onDone: (reason: string | null) => void;
}

export function ReasonDialog({ action, typed, children, onCancel, onDone }: ReasonDialogProps) {
  const reason = useField();
  const name = useField();
  const isReady =
    (!action.needsReason || reason.value.trim() !== '') && (typed === null || name.value.trim() === typed.trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (isReady) onDone(reason.value.trim() === '' ? null : reason.value.trim());
  };
  return (
    <Modal opened onClose={onCancel} title={action.label} closeButtonProps={{ 'aria-label': sayParts('cancel') }}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          {children}
          <Textarea
            label={sayParts('reason')}
            description={sayParts('reasonWhy')}
            required={action.needsReason}
            autosize
            minRows={2}
            data-autofocus
            {...reason.input}
          />
          {typed === null ? null : (
            <TextInput label={sayParts('typeName', { name: typed })} autoComplete="off" {...name.input} />
          )}
          <Group justify="flex-end">
            <Button variant="default" onClick={onCancel}>
              {sayParts('cancel')}
            </Button>
            <Button type="submit" disabled={!isReady}>
              {action.label}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
