// Watches which items are written in the embedded DynamoDB, whoever writes them, by reading its requests along.
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Key } from '../../../functions/table.ts';

interface KeyAttributes {
  readonly pk?: { readonly S?: string };
  readonly sk?: { readonly S?: string };
}

interface WriteBody {
  readonly Item?: KeyAttributes;
  readonly Key?: KeyAttributes;
  readonly RequestItems?: Readonly<
    Record<
      string,
      readonly { readonly PutRequest?: { Item: KeyAttributes }; readonly DeleteRequest?: { Key: KeyAttributes } }[]
    >
  >;
}

const writes = /\.(PutItem|UpdateItem|DeleteItem|BatchWriteItem)$/;

/** Calls back with the keys of every write: once when it comes in, and again when it was answered. */
export function watchWrites(server: Server, written: (key: Key) => void): void {
  server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    if (!writes.test(String(request.headers['x-amz-target'] ?? ''))) return;
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const keys = keysOf(Buffer.concat(chunks).toString('utf8'));
      // A reader between the two may see the item before or after the write; only after the second is it sure.
      keys.forEach(written);
      response.on('finish', () => keys.forEach(written));
    });
  });
}

function keysOf(body: string): Key[] {
  const { Item, Key, RequestItems = {} } = JSON.parse(body) as WriteBody;
  const batched = Object.values(RequestItems)
    .flat()
    .map(({ PutRequest, DeleteRequest }) => PutRequest?.Item ?? DeleteRequest?.Key);
  return [Item, Key, ...batched].flatMap((key) => (key?.pk?.S && key.sk?.S ? [{ pk: key.pk.S, sk: key.sk.S }] : []));
}
