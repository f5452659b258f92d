// Where on the due index an enrolment stands, for those who queue a hint about it.
import { dueShard } from '../table.ts';

export const enrolmentShard = (subscriberId: string): string => dueShard('enrolment', subscriberId);
