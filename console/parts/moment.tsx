/** A moment in the zone of the reader; where the project has another one, that is shown too. */
import { useEffect, useState } from 'react';
import { nowMs, sleep } from '../live/clock.ts';
import { distanceText, momentText } from '../texts/numbers.ts';
import { sayParts } from '../texts/parts.ts';

const TICK_MS = 30_000;

export interface MomentProps {
  readonly at: string;
  /** Of the project; null where it has none. */
  readonly zone?: string | null;
}

export function Moment({ at, zone = null }: MomentProps) {
  const other = zone === null || zone === readerZone() ? null : zone;
  const elsewhere = other === null ? '' : ` (${sayParts('zoneOther', { at: momentText(at, other), zone: other })})`;
  return <time dateTime={at}>{momentText(at) + elsewhere}</time>;
}

/** "3 minutes ago", which goes on counting; the moment itself is its title. */
export function Ago({ at }: { readonly at: string }) {
  const [now, setNow] = useState(nowMs);
  useEffect(() => {
    const over = new AbortController();
    const tick = async (): Promise<void> => {
      while (!over.signal.aborted) {
        await sleep(TICK_MS, over.signal);
        if (!over.signal.aborted) setNow(nowMs());
      }
    };
    void tick();
    return () => over.abort();
  }, []);
  return (
    <time dateTime={at} title={momentText(at)}>
      {distanceText(at, Math.max(now, nowMs()))}
    </time>
  );
}

export function readerZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
