// What every queue handler shares: parses each record by its schema, hands the good ones on and reports the failed ones,
// so that the queue delivers those alone again. Logs name message ids and reasons, never contents.
import type { SQSBatchResponse, SQSEvent, SQSRecord } from 'aws-lambda';
import type { ZodMiniType } from 'zod/mini';
import type { Budget } from '../ports/clock.ts';

export type QueueHandle = (event: SQSEvent, budget: Budget) => Promise<SQSBatchResponse>;

export interface Consumed<Message> {
  readonly failed: readonly { readonly message: Message; readonly error: unknown }[];
  /** Messages acknowledged without effect, counted by reason. */
  readonly ignored?: Readonly<Record<string, number>>;
}

/** Works one message at a time, in order; one that throws fails alone. */
export function consumeEach<Message>(
  schema: ZodMiniType<Message>,
  work: (message: Message, budget: Budget) => Promise<unknown>,
): QueueHandle {
  return consumeTogether(schema, async (messages, budget) => {
    const failed: { message: Message; error: unknown }[] = [];
    for (const message of messages) {
      try {
        await work(message, budget);
      } catch (error) {
        failed.push({ message, error });
      }
    }
    return { failed };
  });
}

/** Works every message by itself, all of them at the same time; one that throws fails alone. */
export function consumeAtOnce<Message>(
  schema: ZodMiniType<Message>,
  work: (message: Message, budget: Budget) => Promise<unknown>,
): QueueHandle {
  return consumeTogether(schema, async (messages, budget) => {
    const ended = await Promise.allSettled(messages.map((message) => work(message, budget)));
    return {
      failed: ended.flatMap((one, index) =>
        one.status === 'rejected' ? [{ message: messages[index] as Message, error: one.reason as unknown }] : [],
      ),
    };
  });
}

/** Works all messages at once; `work` names the failed ones, and throws when all of them failed. */
export function consumeTogether<Message>(
  schema: ZodMiniType<Message>,
  work: (messages: readonly Message[], budget: Budget) => Promise<Consumed<Message>>,
): QueueHandle {
  return async (event, budget) => {
    const failures: { id: string; error: unknown }[] = [];
    const parsed: { id: string; message: Message }[] = [];
    for (const record of event.Records) {
      try {
        parsed.push({ id: record.messageId, message: parseBody(schema, record) });
      } catch (error) {
        failures.push({ id: record.messageId, error });
      }
    }
    if (parsed.length > 0) failures.push(...(await consume(parsed, work, budget)));
    for (const { id, error } of failures) report(id, error);
    return { batchItemFailures: failures.map(({ id }) => ({ itemIdentifier: id })) };
  };
}

async function consume<Message>(
  parsed: readonly { readonly id: string; readonly message: Message }[],
  work: (messages: readonly Message[], budget: Budget) => Promise<Consumed<Message>>,
  budget: Budget,
): Promise<{ id: string; error: unknown }[]> {
  try {
    const messages = parsed.map(({ message }) => message);
    const { failed, ignored = {} } = await work(messages, budget);
    if (Object.keys(ignored).length > 0) console.warn(JSON.stringify({ event: 'messages-ignored', ignored }));
    const errors = new Map(failed.map(({ message, error }): [Message, unknown] => [message, error]));
    return parsed
      .filter(({ message }) => errors.has(message))
      .map(({ id, message }) => ({ id, error: errors.get(message) }));
  } catch (error) {
    return parsed.map(({ id }) => ({ id, error }));
  }
}

class MalformedMessageError extends Error {
  override readonly name = 'MalformedMessageError';
}

function parseBody<Message>(schema: ZodMiniType<Message>, record: SQSRecord): Message {
  let body: unknown;
  try {
    body = JSON.parse(record.body);
  } catch {
    // The parser's own message quotes the body, which a log must not.
    throw new MalformedMessageError('The body is not JSON.');
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const issues = result.error.issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`);
  throw new MalformedMessageError(issues.join('; '));
}

function report(messageId: string, error: unknown): void {
  const { name, message, stack } = error instanceof Error ? error : new Error(String(error));
  const known = error instanceof MalformedMessageError;
  console.error(JSON.stringify({ event: 'message-failed', messageId, name, message, ...(!known && { stack }) }));
}
