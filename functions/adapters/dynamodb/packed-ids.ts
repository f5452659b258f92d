// Many ids in one value: sixteen bytes each, as they were before they became text.

export const idBytes = 16;

/** Undefined when one of them is no id of that kind: then they must be kept as they are. */
export function packIds(ids: readonly string[]): Uint8Array | undefined {
  const bytes = Buffer.concat(ids.map((id) => Buffer.from(id, 'base64url')));
  const same = bytes.length === ids.length * idBytes && unpackIds(bytes).every((id, index) => id === ids[index]);
  return same ? bytes : undefined;
}

export function unpackIds(packed: Uint8Array): string[] {
  const bytes = Buffer.from(packed.buffer, packed.byteOffset, packed.byteLength);
  return Array.from({ length: bytes.length / idBytes }, (_, index) =>
    bytes.subarray(index * idBytes, (index + 1) * idBytes).toString('base64url'),
  );
}
