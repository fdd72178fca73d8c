/** The projects of one organisation, as those see them who decide. */
import type { Instant } from '../base/clock.ts';
import type { Added } from './added.ts';
import type { Arrangement } from './arrangement.ts';
import type { Blackout, BlackoutId } from './blackout.ts';
import type { Finish, ProvenMailbox } from './finish.ts';
import type { Page, PageAsk } from './page.ts';
import type { ProjectSettings } from './policy.ts';
import type { Project, ProjectCourse, ProjectId, ProjectSums, StateCounts } from './project.ts';
import type { ProjectState } from './project-states.ts';

export type ProjectSort = 'name' | 'createdAt';

/** What is null or empty is not asked for. */
export interface ProjectFilter {
  readonly states: readonly ProjectState[];
  /** Part of the name, in letters of either case. */
  readonly text: string | null;
}

export interface ProjectBook {
  addProject(project: { readonly id: ProjectId; readonly name: string; readonly createdAt: Instant }): Promise<Added>;
  projects(filter: ProjectFilter, ask: PageAsk<ProjectSort>): Promise<Page<Project>>;
  project(id: ProjectId): Promise<Project | null>;
  /** As `project`; nobody else can move it or lock it until the transaction ends. */
  lockProject(id: ProjectId): Promise<Project | null>;
  /** False when it is not in that state any more. */
  setProjectState(id: ProjectId, from: ProjectState, to: ProjectState): Promise<boolean>;
  /** What is usual where nobody has set anything. */
  projectSettings(id: ProjectId): Promise<ProjectSettings>;
  setProjectSettings(id: ProjectId, settings: ProjectSettings): Promise<boolean>;
  /** What is usual where nobody has decided anything. */
  arrangement(id: ProjectId): Promise<Arrangement>;
  setArrangement(id: ProjectId, settings: Arrangement): Promise<boolean>;
  /** Those of the project, and those that hold for the whole installation. */
  blackouts(id: ProjectId): Promise<readonly (Blackout & { readonly isOfAll: boolean })[]>;
  /** False when there are too many. */
  addBlackout(id: ProjectId, blackout: Blackout): Promise<boolean>;
  /** Null where the project has no such one. */
  removeBlackout(id: ProjectId, blackout: BlackoutId): Promise<Blackout | null>;
  /** As `sums`, from an index alone: the mailboxes themselves are not read. */
  counts(id: ProjectId): Promise<StateCounts>;
  sums(id: ProjectId): Promise<ProjectSums>;
  course(id: ProjectId): Promise<ProjectCourse>;
}

/** How projects end. */
export interface FinishBook {
  /** What is usual where nothing was noted. */
  finish(id: ProjectId): Promise<Finish>;
  setFinish(id: ProjectId, finish: Finish): Promise<boolean>;
  /** All mailboxes of the project, by name. */
  provenMailboxes(id: ProjectId): Promise<readonly ProvenMailbox[]>;
}
