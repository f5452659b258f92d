// Every safeguard of the sending protocol switched off, one at a time, by changing its source text. Each must make seeds fail:
// a safeguard that could be missing without anybody noticing would not be one.

export interface Mutant {
  readonly name: string;
  /** Below the repository's root. */
  readonly file: string;
  readonly from: string;
  readonly to: string;
  /** Options of the simulation under which its absence shows soonest. */
  readonly options?: readonly string[];
}

export const mutants: readonly Mutant[] = [
  {
    name: 'seal: exactly the claimed slots',
    file: 'functions/usecases/plan-sends.ts',
    from: 'claims.flatMap((won, slot) => (won ? [slot] : []))',
    to: 'claims.map((_won, slot) => slot)',
  },
  {
    name: 'seal by the call: only where everybody was claimed',
    file: 'functions/usecases/call-batch.ts',
    from: "if (batch.state === 'open' && judged.some(isUnclaimed)) return false;",
    to: '',
  },
  {
    name: 'people who have not moved on keep their batch on the index',
    file: 'functions/usecases/record-call.ts',
    from: 'const unsettled = isLeaning ? { ...after, dueAt: now } : after;',
    to: 'const unsettled = after;',
  },
  {
    name: 'what a walk knows was sent is not refused',
    file: 'functions/usecases/judge-slots.ts',
    from: "return sent ? { verdict: 'sent', at: sent.at } : { verdict: 'never', reason: unclaimed };",
    to: "return { verdict: 'never', reason: unclaimed };",
  },
  {
    name: 'hours of what did not leave at once',
    file: 'functions/usecases/judge-slots.ts',
    from: '(isLate ? hoursVerdict(deps.clinic, batch, step, now) : undefined) ??',
    to: '',
  },
  {
    name: 'rest after a refusal, once a pause is over',
    file: 'functions/usecases/call-batch.ts',
    from: "...(batch.waitsFor !== undefined && { waitsFor: 'call' }),",
    to: '',
    options: ['--trouble', '5'],
  },
  {
    name: 'what SES threw away was not sent',
    file: 'functions/domain/batch.ts',
    from: 'if (reason !== undefined && isThrownAway(reason) && !hasAnother(batch, slot))',
    to: 'if (reason !== undefined && gaveBack && isThrownAway(reason))',
  },
  {
    name: 'no step is sent again once a later one was',
    file: 'functions/usecases/redrive.ts',
    from: "if (known.state === 'sending' || !isLast) return 'later';",
    to: '',
  },
  {
    name: 'a redriven newsletter can be found before it leaves',
    file: 'functions/usecases/redrive.ts',
    from: 'await leadTo(deps, batch, place);',
    to: '',
  },
  {
    name: 'seal: late claims are fenced',
    file: 'functions/usecases/seal-batch.ts',
    from: 'if (enrolment.rev !== plannedRev || (await deps.enrolments.save(enrolment))) return false;',
    to: 'return false;',
    options: ['--trouble', '3'],
  },
  {
    name: 'lease on calling',
    file: 'functions/usecases/send-batch.ts',
    from: 'if (batch.callUntil !== undefined && now <= batch.callUntil + leaseMarginMs) return false;',
    to: "return deps.batches.change(batch.id, { state: 'calling', token: batch.token }, { state: 'ready', token: deps.ids.random() });",
  },
  {
    name: 'single attempt',
    file: 'functions/usecases/call-batch.ts',
    from: 'const results = await deps.mailer.sendBulk(email);',
    to: "let results = await deps.mailer.sendBulk(email); if (results.every((one) => one.result === 'unknown')) results = await deps.mailer.sendBulk(email);",
  },
  {
    name: 'doubt',
    file: 'functions/usecases/record-call.ts',
    from: "return { state: 'doubt', doubtSince: now, dueAt: now + doubtGraceMs };",
    to: "return { state: 'ready', calling: [], dueAt: now };",
  },
  {
    name: 'patience with words that come late',
    file: 'functions/domain/proof.ts',
    from: 'Math.max(doubtGraceMs, ...remembered.map(({ ms }) => ms * patience))',
    to: 'doubtGraceMs',
  },
  {
    name: 'proof before another send',
    file: 'functions/usecases/resolve-doubt.ts',
    from: 'proof.sentAt > callOverAt(batch)',
    to: 'true',
  },
  {
    name: 'own token after a lost answer',
    file: 'tests/memory/batch-store.ts',
    from: 'return change.token !== undefined && change.token !== expected.token && batch.token === change.token;',
    to: 'return false;',
    options: ['--only', 'retried'],
  },
  {
    name: 'tombstone at the last moment',
    file: 'functions/domain/subscriber.ts',
    from: "if (subscriber.suppression) return 'suppressed';\n  if (subscriber.status !== 'active') return subscriber.status;",
    to: '',
  },
  {
    name: 'union of sets',
    file: 'tests/memory/batch-store.ts',
    from: 'new Set<string | number>([...batch[name], ...(additions[name] ?? [])])',
    to: 'new Set<string | number>(additions[name] ?? batch[name])',
  },
  {
    name: 'the base item decides, not the index',
    file: 'functions/usecases/advance-enrolments.ts',
    from: "state === 'walking' && dueAt !== undefined && dueAt <= now",
    to: "state !== 'ended' || (dueAt ?? 0) > now",
  },
  {
    name: 'a bucket answers for its batches',
    file: 'functions/usecases/rollup.ts',
    from: 'if (leaning.length === 0) return undefined;',
    to: 'return undefined;',
  },
  {
    name: 'pause of a step',
    file: 'functions/domain/control.ts',
    from: 'const ofJourney = parts.filter(({ journeyId }) => journeyId === wanted.journeyId);',
    to: 'const ofJourney = parts.filter(({ journeyId }) => journeyId !== wanted.journeyId);',
  },
  {
    name: 'goal at the last moment',
    file: 'functions/usecases/judge-slots.ts',
    from: 'goalVerdict(batch, own) ??',
    to: '',
  },
  {
    name: 'pause of a person at the last moment',
    file: 'functions/usecases/judge-slots.ts',
    from: 'pausedVerdict(batch, subscriber, now) ??',
    to: '',
  },
  {
    name: 'shelf life at the last moment',
    file: 'functions/usecases/judge-slots.ts',
    from: "return now > shelfUntil ? { verdict: 'never', reason: 'lapsed' } : undefined;",
    to: 'return undefined;',
  },
  {
    name: 'withdrawn tracking at the last moment',
    file: 'functions/usecases/judge-slots.ts',
    from: "const tracked = batch.variant.tracked && hasConsent(subscriber, 'tracking');",
    to: 'const tracked = batch.variant.tracked;',
  },
  {
    name: 'no call with too little time left',
    file: 'functions/usecases/call-batch.ts',
    from: 'if (budget.remainingMs() < callNeedsMs) return false;',
    to: '',
  },
  {
    name: 'links are kept before the e-mail leaves',
    file: 'functions/usecases/call-batch.ts',
    from: 'await deps.linkTables.put({ hash: rendered.hash, template: rendered.template, tracked, links: rendered.links });',
    to: '',
  },
  {
    name: 'hold while SES takes nothing',
    file: 'functions/domain/pacing.ts',
    from: "if (state.heldUntil !== undefined && state.heldUntil > now) return { at: state.heldUntil, reason: 'held' };",
    to: '',
  },
  {
    name: 'a newsletter is sent once all of it is settled',
    file: 'functions/usecases/publish-broadcast.ts',
    from: 'settled >= (broadcast.planned ?? 0)',
    to: 'true',
  },
  {
    name: 'marking before a settled batch leaves the index',
    file: 'functions/usecases/settle-batch.ts',
    from: 'await markBuckets(deps, [batch]);',
    to: '',
  },
];
