/** What the readers of events, tasks and notes are given. */
import type { Component } from './component.ts';
import type { Times } from './read-times.ts';

/** The components of one item and what the calendar says of all of them. */
export interface ItemSource {
  readonly uid: string;
  readonly components: readonly Component[];
  readonly times: Times;
  /** Upper case; '' when there is none. */
  readonly method: string;
}
