/** The picture of a contact: one of its attachments, and a property that says that there is one. */
import { ItemRefusal } from '../errors.ts';
import type { ItemState } from '../item.ts';
import { HAS_PICTURE, without, withValue } from './contact-properties.ts';
import { photoOf } from './own.ts';

/** The contact whose picture is the attachment at that place. */
export function withPhoto(state: ItemState, place: number): ItemState {
  if (state.own.is !== 'Contact') {
    throw new ItemRefusal('ErrorInvalidPropertySet', 'Only a contact has a picture.');
  }
  return withHasPicture({ ...state, own: { ...state.own, photo: place } });
}

/** Whatever somebody set it to: the store knows it better. */
export function withHasPicture(state: ItemState): ItemState {
  return photoOf(state) === null ? without(state, [HAS_PICTURE]) : withValue(state, HAS_PICTURE, 'true');
}
