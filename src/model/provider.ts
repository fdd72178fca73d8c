/** Providers of sign-ins (OpenID Connect): whoever is known there, and was linked here, signs in without a password of ours. */
import type { Brand } from '../base/brand.ts';
import type { Instant } from '../base/clock.ts';
import type { Secret } from '../base/secret.ts';
import type { Added } from './added.ts';
import type { Person, PersonId } from './organisation.ts';

export type ProviderId = Brand<string, 'ProviderId'>;

export interface Provider {
  readonly id: ProviderId;
  /** As the button says it. Once in an installation. */
  readonly name: string;
  /** Where its description lies (OpenID Connect Discovery §4). */
  readonly issuer: string;
  /** What it calls this service. */
  readonly clientId: string;
  readonly createdAt: Instant;
}

/** Somebody who was sent to a provider and is to come back. */
export interface ProviderVisit {
  readonly provider: ProviderId;
  /** Who adds this way of signing in; null for whoever signs in. */
  readonly person: PersonId | null;
}

/** A way in by a provider, as its owner sees it. */
export interface Identity {
  readonly provider: ProviderId;
  readonly name: string;
  readonly createdAt: Instant;
}

export interface ProviderBook {
  /** By name. */
  providers(): Promise<readonly Provider[]>;
  addProvider(provider: Provider, clientSecret: Secret): Promise<Added>;
  /** Null where there is none. Throws what unsealing throws. */
  providerWithSecret(id: ProviderId): Promise<{ readonly provider: Provider; readonly clientSecret: Secret } | null>;
  /** With everybody's way in by it; null where there is none. */
  removeProvider(id: ProviderId): Promise<Provider | null>;

  /** Those that are over by now are forgotten. */
  addProviderVisit(hash: Buffer, visit: ProviderVisit, now: Instant, until: Instant): Promise<void>;
  /** Takes it away; null where there is none that still holds. */
  takeProviderVisit(hash: Buffer, now: Instant): Promise<ProviderVisit | null>;

  /** Taken where somebody else is that one, and where this person has another way in by the provider. */
  addIdentity(person: PersonId, provider: ProviderId, subject: string, at: Instant): Promise<Added>;
  /** Whoever that is and was not removed. */
  identified(provider: ProviderId, subject: string): Promise<Person | null>;
  /** Of this person, by the name of the provider. */
  identities(person: PersonId): Promise<readonly Identity[]>;
  /** False where there is none. */
  removeIdentity(person: PersonId, provider: ProviderId): Promise<boolean>;
}
