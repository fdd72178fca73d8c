/** An event that says nothing but when it is. */
import { UNDESCRIBED } from '../../content/calendar/undescribed.ts';
import type { EventDetails } from '../../model/calendar.ts';

export const BARE_EVENT: Omit<EventDetails, 'start' | 'end'> = {
  ...UNDESCRIBED,
  status: 'confirmed',
  busy: 'busy',
  conferences: [],
};
