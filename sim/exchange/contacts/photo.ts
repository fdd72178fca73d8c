/** The picture of a contact: one of its attachments, and a property that says that there is one. */
import { ItemRefusal } from '../errors.ts';
import type { ItemState } from '../item.ts';
import { HAS_PICTURE, without, withValue } from './contact-properties.ts';
import { photoOf } from './own.ts';

/** The contact whose picture is the attachment of that number. */
export function withPhoto(state: ItemState, number: number): ItemState {
  if (state.own.is !== 'Contact') {
    throw new ItemRefusal('ErrorInvalidPropertySet', 'Only a contact has a picture.');
  }
  return withHasPicture({ ...state, own: { ...state.own, photo: number } });
}

/** The contact once the attachment of that number is gone. */
export function withoutPhoto(state: ItemState, number: number): ItemState {
  if (state.own.is !== 'Contact' || state.own.photo !== number) return state;
  return withHasPicture({ ...state, own: { ...state.own, photo: null } });
}

/** Whatever somebody set it to: the store knows it better. */
export function withHasPicture(state: ItemState): ItemState {
  return photoOf(state) === null ? without(state, [HAS_PICTURE]) : withValue(state, HAS_PICTURE, 'true');
}
