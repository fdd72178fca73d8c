/** The one card of a page for somebody who is not signed in. */
import { useDocumentTitle } from '@mantine/hooks';
import type { ReactNode } from 'react';
import styles from './open-card.module.css';

export function OpenCard({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  useDocumentTitle(`${title} · Godwit`);
  return (
    <main className={styles['card']}>
      <h1>{title}</h1>
      {children}
    </main>
  );
}
