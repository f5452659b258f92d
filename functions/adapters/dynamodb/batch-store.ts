// Batches in the table: recipients and outcome are separate items, but up to ten recipients ride in the outcome.
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Batch } from '../../domain/batch.ts';
import type { BatchStore } from '../../ports/stores.ts';
import { keys } from '../../table.ts';
import { addAdditions, addChange, emptyExpression, fromBatchItem, toBatchItem, updateText } from './batch-item.ts';
import { packRecipients, unpackRecipients } from './packed-recipients.ts';
import type { TableAccess } from './table-access.ts';

const embeddedRecipients = 10;

export function makeBatchStore(table: TableAccess): BatchStore {
  return {
    async plan(batch, recipients) {
      const embed = recipients.length <= embeddedRecipients;
      if (!embed) await table.putIfAbsent(keys.recipients(batch.id), { packed: packRecipients(recipients) });
      await table.putIfAbsent(keys.outcome(batch.id), {
        ...toBatchItem(batch),
        ...(embed && { recipients: packRecipients(recipients) }),
      });
    },
    async get(id) {
      const item = await table.get(keys.outcome(id));
      return item && fromBatchItem(item);
    },
    async getMany(ids) {
      const items = await table.getMany(
        ids.map((id) => keys.outcome(id)),
        false,
      );
      return new Map(items.map(fromBatchItem).map((batch): [string, Batch] => [batch.id, batch]));
    },
    async recipients(id) {
      // One call for both places they may be in.
      const items = await table.getMany([keys.outcome(id), keys.recipients(id)]);
      const packed = items.map((item) => item.recipients ?? item.packed).find((found) => found !== undefined);
      return packed === undefined ? [] : unpackRecipients(packed as Uint8Array);
    },
    async change(id, expected, change) {
      const expression = emptyExpression();
      addChange(expression, id, change);
      const changed = await table.update(keys.outcome(id), {
        UpdateExpression: updateText(expression),
        ConditionExpression: '#state = :expectedState AND #token = :expectedToken',
        ExpressionAttributeNames: { ...expression.names, '#state': 'state', '#token': 'token' },
        ExpressionAttributeValues: marshall({
          ...expression.values,
          ':expectedState': expected.state,
          ':expectedToken': expected.token,
        }),
        ReturnValues: 'NONE',
      });
      if (changed) return true;
      if (!change.token || change.token === expected.token) return false;
      const stored = await table.get(keys.outcome(id));
      return stored?.token === change.token;
    },
    async add(id, additions) {
      const expression = emptyExpression();
      addAdditions(expression, additions);
      if (expression.add.length === 0) return this.get(id);
      const item = await table.update(keys.outcome(id), {
        UpdateExpression: updateText(expression),
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: expression.names,
        ExpressionAttributeValues: marshall(expression.values),
      });
      return item && fromBatchItem(item);
    },
  };
}
