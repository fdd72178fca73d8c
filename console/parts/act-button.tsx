/**
 * A button for something that may be done with a thing, as the service says it: a refused one stays and says why, one that needs
 * a reason asks for it, and one that cannot be taken back has to be meant.
 */
import { Button, Tooltip } from '@mantine/core';
import { useId, useState } from 'react';
import { sayParts } from '../texts/parts.ts';
import { ReasonDialog } from './reason-dialog.tsx';

export interface Action {
  readonly name: string;
  readonly label: string;
  readonly allowed: boolean;
  readonly why: string | null;
  readonly needsReason: boolean;
}

export interface ActButtonProps {
  readonly action: Action;
  readonly isBusy: boolean;
  readonly isMain?: boolean;
  /** The name that has to be typed before; null where the act is harmless. */
  readonly typed?: string | null;
  readonly onAct: (reason: string | null) => void;
}

export function ActButton({ action, isBusy, isMain = false, typed = null, onAct }: ActButtonProps) {
  const [isAsking, setIsAsking] = useState(false);
  if (!action.allowed) return <RefusedButton label={action.label} why={action.why ?? ''} />;
  const mustAsk = action.needsReason || typed !== null;
  return (
    <>
      <Button
        variant={isMain ? 'filled' : 'default'}
        loading={isBusy}
        onClick={() => (mustAsk ? setIsAsking(true) : onAct(null))}
      >
        {action.label}
      </Button>
      {isAsking ? (
        <ReasonDialog
          action={action}
          typed={typed}
          onCancel={() => setIsAsking(false)}
          onDone={(reason) => {
            setIsAsking(false);
            onAct(reason);
          }}
        />
      ) : null}
    </>
  );
}

/** Can be reached by the keyboard, so that everybody finds out why. */
export function RefusedButton({ label, why }: { readonly label: string; readonly why: string }) {
  const id = useId();
  return (
    <Tooltip label={why} multiline maw={320} events={{ hover: true, focus: true, touch: true }}>
      <span>
        <Button variant="default" data-disabled aria-disabled aria-describedby={id} onClick={stay}>
          {label}
        </Button>
        <span id={id} className="unseen">
          {sayParts('notNow', { why })}
        </span>
      </span>
    </Tooltip>
  );
}

function stay(event: { preventDefault(): void }): void {
  event.preventDefault();
}
