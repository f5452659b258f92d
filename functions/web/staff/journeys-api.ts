// The staff API's part for journeys' beginnings: tags, entering a journey, and the notices that journeys give.
import * as z from 'zod';
import { fileAnswer } from './api-answers.ts';
import { type ApiRoute, apiRoute, Refusal } from './api-route.ts';
import { subscriberFile } from './api-schemas.ts';
import type { StaffDesk } from './desk.ts';

const name = z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'Write lower-case words joined by hyphens.');
const names = z.array(name).max(20).default([]);

const noticeList = z.object({
  notices: z.array(
    z.object({
      at: z.iso.datetime(),
      words: z.string(),
      source: z.string().meta({ description: 'The journey it comes from.' }),
      subscriberId: z.string(),
      email: z.string().optional(),
    }),
  ),
});

const nobody = new Refusal(404, 'Not found', 'There is no subscriber with this id.');
const refusals = {
  'unknown-subscriber': nobody,
  'unknown-journey': new Refusal(404, 'Not found', 'There is no journey of this name that may be entered by the API.'),
  'not-active': new Refusal(
    409,
    'Not active',
    'Nothing began. A journey needs somebody who confirmed, has not left, does not rest, gave a sign and keeps its topic switched on.',
  ),
} as const;

export function journeyRoutes(desk: StaffDesk): ApiRoute[] {
  const fileOf = async (id: string) => {
    const file = await desk.showSubscriber(id);
    return file ? fileAnswer(file) : nobody;
  };
  return [
    apiRoute({
      method: 'get',
      path: '/notices',
      summary: 'What journeys told staff, newest first',
      answer: noticeList,
      handle: async () => ({
        notices: (await desk.listNotices()).map(({ at, ...notice }) => ({ ...notice, at: new Date(at).toISOString() })),
      }),
    }),
    apiRoute({
      method: 'post',
      path: '/subscribers/{id}/tags',
      summary: 'Add and remove tags; journeys that a tag opens begin',
      role: 'editor',
      body: z.object({ add: names, remove: names }),
      answer: subscriberFile,
      refusals: [404, 422],
      handle: async ({ id, body }) => ((await desk.tag(id, body)) ? fileOf(id) : nobody),
    }),
    apiRoute({
      method: 'post',
      path: '/subscribers/{id}/journeys',
      summary: 'Begin a journey whose entry rules allow it; repeating it changes nothing',
      role: 'editor',
      body: z.object({ journey: name }),
      answer: subscriberFile,
      refusals: [404, 409, 422],
      handle: async ({ id, body }) => {
        const entered = await desk.enterJourney(id, body.journey);
        return entered === 'begun' || entered === 'already' ? fileOf(id) : refusals[entered];
      },
    }),
  ];
}
