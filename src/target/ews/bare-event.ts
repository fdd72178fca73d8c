/** An event that says nothing but when it is. */
import type { EventDetails } from '../../model/calendar.ts';

export const BARE_EVENT: Omit<EventDetails, 'start' | 'end'> = {
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
  status: 'confirmed',
  busy: 'busy',
  conferences: [],
};
