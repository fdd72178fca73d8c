/** What may be done with a project now, and all that may ever be done, each with why not now. */
import { Button, Group, Modal, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Answer, Asked } from '../../../src/client/client.ts';
import { useAct } from '../../asking/ask.ts';
import { ActButton, type Action } from '../../parts/act-button.tsx';
import type { ProjectIds } from '../../parts/paths.ts';
import { ProblemNote } from '../../parts/problem-note.tsx';
import { sayProject } from '../../texts/project.ts';
import styles from './project-page.module.css';

/** What cannot be taken back: the name of the project has to be typed. */
const DANGEROUS: readonly string[] = ['stop', 'fail', 'roll-back', 'cancel', 'request-removal', 'close', 'begin-start'];

export interface ProjectActsProps {
  readonly ids: ProjectIds;
  readonly project: Answer<'getProject'>;
}

export function ProjectActs({ ids, project }: ProjectActsProps) {
  const [isOpen, setIsOpen] = useState(false);
  const act = useAct('actOnProject');
  const main = project.actions.filter(({ allowed, name }) => allowed && !DANGEROUS.includes(name)).slice(0, 2);
  const button = (action: Action, isMain: boolean) => (
    <ActButton
      key={action.name}
      action={action}
      isBusy={act.isPending && act.variables.body.act === action.name}
      isMain={isMain}
      typed={DANGEROUS.includes(action.name) ? project.name : null}
      onAct={(reason) => act.mutate({ path: ids, body: { act: nameOf(action), reason } })}
    />
  );
  return (
    <div className={styles['acts']}>
      {main.map((action) => button(action, false))}
      <Button variant="default" onClick={() => setIsOpen(true)}>
        {sayProject('acts')}
      </Button>
      {act.error === null ? null : <ProblemNote error={act.error} />}
      <Modal opened={isOpen} onClose={() => setIsOpen(false)} title={sayProject('acts')}>
        <Stack gap="sm">
          {act.error === null ? null : <ProblemNote error={act.error} />}
          <Group gap="xs">{project.actions.map((action) => button(action, false))}</Group>
        </Stack>
      </Modal>
    </div>
  );
}

function nameOf({ name }: Action): Asked<'actOnProject'>['body']['act'] {
  return name as Asked<'actOnProject'>['body']['act']; // the service names its own acts
}
