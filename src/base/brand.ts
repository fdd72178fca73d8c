/** A type that shares its run-time form with `T` and can still not be mixed up with it. */
declare const brand: unique symbol;
export type Brand<T, Name extends string> = T & { readonly [brand]: Name };
