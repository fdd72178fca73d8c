/** What the commands ask of the rest of the program. `main.ts` puts it together; a test may put something else here. */
import type { Log } from '../base/log.ts';
import type { Secret } from '../base/secret.ts';
import type { CheckReport } from '../check/report.ts';
import type { Fetch } from '../client/client.ts';
import type { CheckResult } from '../model/check-result.ts';
import type { ContactTable } from '../model/contact-table.ts';
import type { Inventory } from '../model/inventory.ts';
import type { TargetService } from '../model/measured-run.ts';
import type { DurationRange, Work } from '../model/pace.ts';
import type { Policy } from '../model/policy.ts';
import type { Watch } from '../model/progress.ts';
import type { Advice } from '../plan/advice/advise.ts';
import type { PlanDocument } from '../plan/document/plan-document.ts';
import type { Destination } from '../plan/forecast/destination.ts';
import type { SizeDistribution } from '../plan/forecast/draw-mailboxes.ts';
import type { Crew } from '../plan/forecast/estimate-organisation.ts';
import type { SimulatedRow } from '../plan/forecast/simulate-moves.ts';
import type { Preparation } from '../plan/preparation/prepare.ts';
import type { Survey } from '../plan/survey.ts';
import type { SourceAddress, TargetAddress } from './address.ts';
import type { BackupJob, BackupTaken, Restored, RestoreJob } from './backup.ts';
import type { DoctorControl, DoctorJob } from './doctor.ts';
import type { MoveReport } from './move-report.ts';
import type { KeyChange, KeyChangeControl } from './rotate-key.ts';
import type { ServiceControl, ServiceJob } from './service-job.ts';

export type TargetAuth = 'auto' | 'basic' | 'ntlm' | 'bearer';

export interface SourceSettings {
  readonly address: SourceAddress;
  /** Null exactly for an archive. */
  readonly password: Secret | null;
}

export interface TargetSettings {
  readonly address: TargetAddress;
  /** Null exactly for an archive. */
  readonly password: Secret | null;
  readonly auth: TargetAuth;
  readonly owner: MailboxOwner;
}

export interface MailboxOwner {
  /** Where whole days begin and times without a zone are: an IANA name. */
  readonly timeZone: string;
  /** By which addresses meetings name the owner, beside that of the mailbox. */
  readonly addresses: readonly string[];
}

export interface SurveyJob {
  /** What makes up the mailbox, at least one: its mail, calendars, contacts, and what lies in files. */
  readonly sources: readonly SourceSettings[];
  /** Null when nobody said yet where the mailbox goes: then the limits of Exchange are assumed. */
  readonly target: TargetSettings | null;
  /** Authorities that are trusted beside those of the machine, as PEM texts. */
  readonly authorities: readonly string[];
  readonly policy: Policy;
  /** A file in which somebody corrected what columns of tables of contacts are taken for; null when nobody did. */
  readonly contactMapping: string | null;
  /** Where the database, the log, the spool files and what earlier copies took lie. */
  readonly stateFolder: string;
}

export interface MoveJob extends SurveyJob {
  readonly target: TargetSettings;
  /** Null lets Godwit choose a new folder below the state folder. */
  readonly reportFolder: string | null;
  readonly connectionsMax: number;
}

export interface CopyJob extends MoveJob {
  /** Null: bulk the first time, delta from then on. Bulk by name also writes again what is no longer in the target.
   * Sweep brings over what is new and follows nothing else. */
  readonly pass: 'bulk' | 'delta' | 'sweep' | null;
  readonly isVerified: boolean;
}

export type CheckTarget =
  | { readonly is: 'exchange-online' }
  | { readonly is: 'rackspace' }
  | { readonly is: 'exchange'; readonly host: string };

export interface NameServerAddress {
  readonly address: string;
  readonly port: number;
}

export interface CheckJob {
  /** In lower case and ASCII. */
  readonly domain: string;
  /** Null when nobody said yet where the mailboxes go. */
  readonly target: CheckTarget | null;
  /** The mailbox that would be written to; null when only the service is known. */
  readonly targetMailbox: TargetSettings | null;
  /** None: those of this machine. */
  readonly resolvers: readonly NameServerAddress[];
  readonly dkimSelectors: readonly string[];
  /** Where the administrator gets mail during the move; null when nobody said. */
  readonly contact: string | null;
  /** Reasons by the number of a check. */
  readonly waivers: ReadonlyMap<string, string>;
  /** Each is one mailbox to sign in to and look through. */
  readonly mailboxes: readonly SurveyJob[];
  /** The path of what `godwit inventory --json` wrote; null when nobody took one. */
  readonly inventory: string | null;
  /** What one new mailbox holds; null when nobody said. */
  readonly targetMailboxBytes: number | null;
  /** The admin API to ask one question; null leaves it alone. */
  readonly api: RackspaceAccess | null;
  readonly authorities: readonly string[];
  /** Lets web servers on this machine be asked. */
  readonly isLoopbackAllowed: boolean;
  /** Where they listen, when not on 443 and 80. */
  readonly webPorts: { readonly https: number; readonly http: number } | null;
}

/** Paths of the documents of `godwit advise` and `godwit prepare`. */
export interface AdviseJob {
  /** A file, or the text that was typed instead of one. */
  readonly answers: { readonly file: string } | { readonly text: string };
  /** A new file for the answers; null writes none. */
  readonly saveTo: string | null;
  /** Null: those that come with Godwit. */
  readonly offers: string | null;
  readonly inventory: string | null;
  readonly surveys: readonly string[];
}

export interface RackspaceAccess {
  /** With the version: `https://api.emailsrvr.com/v1`. */
  readonly url: string;
  /** A number, or `me`: the account of the keys. */
  readonly account: string;
  readonly keys: { readonly userKey: Secret; readonly secretKey: Secret };
  readonly requestsPerMinute: number;
}

export interface InventoryApi extends RackspaceAccess {
  readonly depth: 'sizes' | 'settings' | 'everything';
}

export interface InventoryJob {
  /** Null: tables alone. */
  readonly api: InventoryApi | null;
  /** Files in the order in which they are believed; `-` is standard input. */
  readonly tables: readonly string[];
  /** Only these domains are asked for; one alone is that of names without a domain in tables. */
  readonly domains: readonly string[];
  readonly authorities: readonly string[];
  /** Where the answers of a run that ends early are kept. */
  readonly stateFolder: string;
}

export type SheetFormat = 'html' | 'text' | 'json';

export interface PrepareJob extends AdviseJob {
  /** Null writes none. */
  readonly sheets: { readonly folder: string; readonly format: SheetFormat } | null;
}

export interface PreparationReport {
  readonly preparation: Preparation;
  /** Null where no sheets were asked for. */
  readonly files: { readonly folder: string; readonly count: number; readonly overview: string } | null;
}

export interface PlanJob extends AdviseJob {
  /** What `godwit check --json` wrote, a file for each domain. */
  readonly checks: readonly string[];
  /** Null: nobody said yet. */
  readonly destination: Destination | null;
  readonly crew: Crew;
  /** Where earlier copies left what they took. */
  readonly stateFolder: string;
  /** Where the versions of the plan lie; null writes none. */
  readonly out: string | null;
}

export interface PlanReport {
  readonly plan: PlanDocument;
  /** True where there was none before, or where the facts have changed. */
  readonly isNew: boolean;
  readonly range: DurationRange;
  /** False while something stands in the way of the move. */
  readonly isReady: boolean;
  /** Paths of this version; none where none was written. */
  readonly files: readonly string[];
}

export interface SimulateJob extends Pick<AdviseJob, 'inventory' | 'surveys'> {
  /** Null: as many as are known. */
  readonly mailboxesCount: number | null;
  /** Of mailboxes that nobody knows. */
  readonly sizes: SizeDistribution;
  readonly service: TargetService;
  readonly workers: readonly number[];
  readonly atOnce: number;
  readonly rounds: number;
  readonly seed: number;
}

export interface SimulationReport {
  readonly mailboxes: number;
  readonly items: number;
  readonly bytes: number;
  /** True where sizes come from an inventory or surveys. */
  readonly isKnown: boolean;
  readonly rows: readonly SimulatedRow[];
}

/** How a run is watched and stopped. */
export interface RunControl {
  readonly watch: Watch;
  /** Work that the run knows of beforehand. */
  readonly expect: (work: Work) => void;
  /** Aborted: settle what is under way, then end with `run.interrupted`. */
  readonly stopping: AbortSignal;
  /** Aborted: end at once. */
  readonly signal: AbortSignal;
  readonly log: Log;
}

export interface Machinery {
  survey(job: SurveyJob, control: RunControl): Promise<Survey>;
  /** Writes what columns are taken for where it can be corrected. Fails with `usage.invalid` where a file is already. */
  writeContactTables(path: string, tables: readonly ContactTable[]): Promise<void>;
  copy(job: CopyJob, control: RunControl): Promise<MoveReport>;
  check(job: CheckJob, control: RunControl): Promise<CheckReport>;
  verify(job: MoveJob, control: RunControl): Promise<MoveReport>;
  inventory(job: InventoryJob, control: RunControl): Promise<Inventory>;
  /** Writes the tables into the folder and gives their paths. */
  writeInventory(inventory: Inventory, folder: string): Promise<readonly string[]>;
  advise(job: AdviseJob): Promise<Advice>;
  prepare(job: PrepareJob): Promise<PreparationReport>;
  plan(job: PlanJob): Promise<PlanReport>;
  simulate(job: SimulateJob): Promise<SimulationReport>;
  /** Runs until it is asked to stop. */
  serve(job: ServiceJob, control: ServiceControl): Promise<void>;
  /** Looks at the installation; what is wrong is a result. */
  doctor(job: DoctorJob, control: DoctorControl): Promise<readonly CheckResult[]>;
  /** Changes the key that seals. Throws `secret.*` and `database.*`. */
  rotateKey(stateFolder: string, control: KeyChangeControl): Promise<KeyChange>;
  /** Asks over HTTP; trusts these authorities, as PEM texts, beside those of the machine. */
  web(authorities: readonly string[]): Fetch;
  /** The path of a new one-time link for an operator of the service in that folder. */
  operatorLink(stateFolder: string, log: Log): Promise<Secret>;
  /** Throws `backup.*`, `database.*` and `secret.*`. */
  backup(job: BackupJob, log: Log): Promise<BackupTaken>;
  /** Throws `backup.*`, `database.*` and `secret.*`. */
  restore(job: RestoreJob, log: Log): Promise<Restored>;
}
