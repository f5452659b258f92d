// Signatures of goal messages: HMAC-SHA-256 as hex, under any of the clinic's goal secrets.
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { GoalSignatures } from '../ports/goal-hook.ts';
import type { Keys } from './keys.ts';

export function makeGoalSignatures({ goals }: Pick<Keys, 'goals'>): GoalSignatures {
  return {
    verifies(text, signature) {
      const given = Buffer.from(signature, 'hex');
      const matches = goals.map((secret) => {
        const made = createHmac('sha256', secret).update(text).digest();
        return made.length === given.length && timingSafeEqual(made, given);
      });
      return matches.includes(true);
    },
  };
}
