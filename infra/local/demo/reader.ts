// What an invented person does with an e-mail: lets it lie, opens it, follows the main link, answers, leaves.

import { questionNamed } from '../../../functions/domain/questions.ts';
import { type EpochMs, hourMs, minuteMs, secondMs } from '../../../functions/domain/time.ts';
import type { MessageView } from '../http/message-view.ts';
import type { LocalRunner } from '../runner.ts';
import type { Agenda } from './agenda.ts';
import type { Person } from './cast.ts';

/** Gmail and Yahoo keep e-mail images; a relay fetches them soon after delivery. */
const preloadDelayMs = 20 * minuteMs;
const scannerDelayMs = 4 * secondMs;
const scannerIp = '203.0.113.40';
const scannerAgent =
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';

export interface ReaderParts {
  readonly runner: LocalRunner;
  readonly agenda: Agenda;
}

/** Plans what she will do with this e-mail; `nth` counts her series mails from 1. */
export function planReading(parts: ReaderParts, person: Person, message: MessageView, nth: number): void {
  const { chance } = person;
  const at = Date.parse(message.at);
  if (person.program.scanned) planScan(parts, message, at);
  if (nth === person.vanishesAt) {
    // One complaint among so few e-mails would rightly pause all marketing; bounces are forgiven more of.
    bounce(parts, message, at + 2 * minuteMs);
    return;
  }
  if (person.program.preloads) parts.agenda.plan(at + preloadDelayMs, () => fetchPixel(parts, person, message));
  if (!chance.happens(person.opens)) return;
  const opensAt = at + chance.leisurely(12 * minuteMs, 40 * hourMs);
  parts.agenda.plan(opensAt, () => fetchPixel(parts, person, message));
  if (chance.happens(person.leaves)) parts.agenda.plan(opensAt + minuteMs, () => leave(parts, person, message));
  else if (chance.happens(person.clicks)) {
    parts.agenda.plan(opensAt + 2 * minuteMs, () => followMain(parts, person, message));
  }
}

export async function confirm(parts: ReaderParts, person: Person, message: MessageView): Promise<void> {
  const url = linkNamed(message, 'main');
  if (url) await ask(parts, person, url, { method: 'POST' });
}

async function fetchPixel(parts: ReaderParts, person: Person, { html }: MessageView): Promise<void> {
  const pixel = /src="([^"]+\/o\/[^"]+\.gif)"/.exec(html)?.[1];
  if (pixel) await ask(parts, person, pixel, {}, person.program.imageAgent);
}

async function followMain(parts: ReaderParts, person: Person, message: MessageView): Promise<void> {
  const url = linkNamed(message, 'main');
  if (!url?.startsWith(parts.runner.origin)) return;
  const answer = await ask(parts, person, url);
  const page = answer.headers.get('location');
  if (!page?.startsWith(`${parts.runner.origin}/answer/`)) return;
  const question = questionNamed(new URL(page).pathname.split('/').at(-1) ?? '');
  if (!question) return;
  const body = new URLSearchParams({ answer: person.chance.pick(question.answers).value });
  await ask(parts, person, page, { method: 'POST', body });
}

function leave(parts: ReaderParts, person: Person, message: MessageView): Promise<unknown> {
  const url = /<(https?:[^>]+)>/.exec(message.headers['List-Unsubscribe'] ?? '')?.[1];
  const body = new URLSearchParams({ 'List-Unsubscribe': 'One-Click' });
  return url ? ask(parts, person, url, { method: 'POST', body }) : Promise.resolve();
}

/** A gateway that looks at everything before the person does, in a moment. */
function planScan(parts: ReaderParts, message: MessageView, at: EpochMs): void {
  const own = message.links.filter(({ url }) => url.startsWith(`${parts.runner.origin}/c/`));
  parts.agenda.planExactly(at + scannerDelayMs, async () => {
    for (const { url } of own) await parts.runner.dispatch(request(url, {}, scannerAgent), scannerIp);
  });
}

function bounce({ runner, agenda }: ReaderParts, message: MessageView, at: EpochMs): void {
  agenda.plan(at, async () => runner.mail?.addEvent({ messageId: message.id, at: runner.now(), type: 'Bounce' }));
}

function ask(
  parts: ReaderParts,
  person: Person,
  url: string,
  init: RequestInit = {},
  agent = person.program.browserAgent,
) {
  return parts.runner.dispatch(request(url, init, agent), person.ip);
}

function request(url: string, init: RequestInit, agent: string): Request {
  const made = new Request(url, init);
  made.headers.set('user-agent', agent);
  return made;
}

function linkNamed(message: MessageView, name: string): string | undefined {
  return message.links.find((link) => link.name === name)?.url;
}
