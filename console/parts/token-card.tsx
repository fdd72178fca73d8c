/** The card of a page that a one-time link leads to. The link's token stands behind the # and so is never logged. */
import { type ReactNode, useState } from 'react';
import { sayParts } from '../texts/parts.ts';
import { OpenCard } from './open-card.tsx';

export interface TokenCardProps {
  readonly title: string;
  readonly children: (token: string) => ReactNode;
}

export function TokenCard({ title, children }: TokenCardProps) {
  const [token] = useState(() => decodeURIComponent(location.hash.slice(1)));
  if (token !== '') return <OpenCard title={title}>{children(token)}</OpenCard>;
  return (
    <OpenCard title={sayParts('halfLink')}>
      <p>{sayParts('halfLinkRemedy')}</p>
    </OpenCard>
  );
}
