/** Programs of an organisation that are told what happens: where, what of it, and whether they still listen. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { DeliveryKind } from './delivery.ts';

export type WebhookId = Brand<string, 'WebhookId'>;

export interface Webhook {
  readonly id: WebhookId;
  readonly url: string;
  /** Empty: everything. */
  readonly kinds: readonly DeliveryKind[];
  readonly createdAt: Instant;
  /** Since when nothing was taken; null where the last one was. */
  readonly failingSince: Instant | null;
  /** Since when nothing is sent; null while it is on. */
  readonly disabledAt: Instant | null;
}

export interface WebhookBook {
  /** In the order in which they were made. */
  webhooks(): Promise<readonly Webhook[]>;
  /** False when there are too many. */
  addWebhook(webhook: Pick<Webhook, 'id' | 'url' | 'kinds' | 'createdAt'>, secret: Secret): Promise<boolean>;
  /** Whoever looks at it in this transaction is alone with it. */
  lockWebhook(id: WebhookId): Promise<Webhook | null>;
  changeWebhook(webhook: Webhook): Promise<void>;
  setWebhookSecret(id: WebhookId, secret: Secret): Promise<void>;
  /** What was to be sent to it is given up. False where there is none. */
  removeWebhook(id: WebhookId, at: Instant): Promise<boolean>;
}
