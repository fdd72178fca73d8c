/** Records of the domain name system, as far as mail has to do with them. Names are in lower case and end without a dot. */

interface Fields {
  readonly A: { readonly address: string };
  readonly AAAA: { readonly address: string };
  readonly CNAME: { readonly host: string };
  readonly NS: { readonly host: string };
  readonly MX: { readonly preference: number; readonly host: string };
  readonly SRV: { readonly priority: number; readonly weight: number; readonly port: number; readonly host: string };
  /** Its strings joined (RFC 7208 §3.3), one character a byte. */
  readonly TXT: { readonly text: string };
}

export type RecordType = keyof Fields;

export type RecordOf<Type extends RecordType> = Fields[Type] & {
  readonly type: Type;
  readonly name: string;
  /** How long it may be kept. What a resolver says is what is left of it. */
  readonly ttlSeconds: number;
};

export type DnsRecord = { readonly [Type in RecordType]: RecordOf<Type> }[RecordType];

/** RFC 1035 §3.2.2, RFC 3596 §2.1, RFC 2782. */
export const TYPE_NUMBERS: Readonly<Record<RecordType, number>> = {
  A: 1,
  NS: 2,
  CNAME: 5,
  MX: 15,
  TXT: 16,
  AAAA: 28,
  SRV: 33,
};
