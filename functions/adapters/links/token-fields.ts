// The fields a token's payload is made of, each of a fixed number of bytes: how it is written and read back.

export interface Field<Value> {
  readonly bytes: number;
  write(value: Value): Buffer;
  read(bytes: Buffer): Value;
}

/** 16 bytes as 22 characters of base64url. */
export const subscriberId: Field<string> = {
  bytes: 16,
  write: (id) => Buffer.from(id, 'base64url'),
  read: (bytes) => bytes.toString('base64url'),
};

/**
 * Any 22 characters of base64url. Both halves of a batch id are 11 characters that need not end on a byte, so all 132
 * bits are carried: 17 bytes, whose last four bits are empty.
 */
export const batchId: Field<string> = {
  bytes: 17,
  write: (id) => Buffer.from(`${id}A`, 'base64url'),
  read: (bytes) => bytes.toString('base64url').slice(0, 22),
};

export const slot: Field<number> = {
  bytes: 1,
  write: (index) => Buffer.from([index]),
  read: (bytes) => bytes.readUInt8(0),
};

/** 16 hex digits. */
export const renderHash: Field<string> = {
  bytes: 8,
  write: (hash) => Buffer.from(hash, 'hex'),
  read: (bytes) => bytes.toString('hex'),
};

/** Epoch milliseconds, good for some 8,900 years. */
export const instant: Field<number> = {
  bytes: 6,
  write(at) {
    const bytes = Buffer.alloc(6);
    bytes.writeUIntBE(at, 0, 6);
    return bytes;
  },
  read: (bytes) => bytes.readUIntBE(0, 6),
};

/** Writes fields one after the other; throws on a value its field cannot carry, which would read back as another. */
export function join(...parts: readonly FieldValue[]): Buffer {
  return Buffer.concat(parts.map(([field, value]) => written(field as Field<unknown>, value)));
}

type FieldValue = readonly [Field<string>, string] | readonly [Field<number>, number];

function written(field: Field<unknown>, value: unknown): Buffer {
  const bytes = field.write(value);
  if (bytes.length !== field.bytes || field.read(bytes) !== value) {
    throw new Error(
      `A token cannot carry ${JSON.stringify(value)}; ${field.bytes} bytes would not read back the same.`,
    );
  }
  return bytes;
}

type Values<Fields extends readonly Field<unknown>[]> = {
  [Index in keyof Fields]: Fields[Index] extends Field<infer Value> ? Value : never;
};

/** Reads fields back in the order they were written. */
export function split<const Fields extends readonly Field<string | number>[]>(
  payload: Buffer,
  ...fields: Fields
): Values<Fields> {
  let at = 0;
  return fields.map((field) => {
    const from = at;
    at += field.bytes;
    return field.read(payload.subarray(from, at));
  }) as Values<Fields>;
}
