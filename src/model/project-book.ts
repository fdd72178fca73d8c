/** The projects of one organisation, as those see them who decide. */
import type { Instant } from '../base/clock.ts';
import type { Added } from './added.ts';
import type { Project, ProjectCourse, ProjectId, ProjectSums } from './project.ts';
import type { ProjectState } from './project-states.ts';

export interface ProjectBook {
  addProject(project: { readonly id: ProjectId; readonly name: string; readonly createdAt: Instant }): Promise<Added>;
  /** All of them, by name, with a bound that no organisation reaches. */
  projects(): Promise<readonly Project[]>;
  project(id: ProjectId): Promise<Project | null>;
  /** As `project`; nobody else can move it or lock it until the transaction ends. */
  lockProject(id: ProjectId): Promise<Project | null>;
  /** False when it is not in that state any more. */
  setProjectState(id: ProjectId, from: ProjectState, to: ProjectState): Promise<boolean>;
  sums(id: ProjectId): Promise<ProjectSums>;
  course(id: ProjectId): Promise<ProjectCourse>;
}
