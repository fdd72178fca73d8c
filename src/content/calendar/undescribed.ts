/** What an event, a task or a note says that says nothing: every text absent, nobody invited. */
import type { Described } from '../../model/calendar.ts';

export const UNDESCRIBED: Described = {
  summary: '',
  description: '',
  html: '',
  location: '',
  url: '',
  categories: [],
  sensitivity: 'normal',
  priority: 0,
  alarms: [],
  attachments: [],
  organizer: null,
  attendees: [],
  created: null,
  modified: null,
  sequence: 0,
  others: [],
};
