// The staff API: every route with its shapes. A program signs in as a browser does, by following the redirects of
// /staff/sign-in with a cookie jar, and then sends the session cookie; docs are in /staff/api/openapi.json.
import { Hono } from 'hono';
import { AddressError } from '../../domain/address.ts';
import type { Clinic } from '../../domain/clinic.ts';
import { TestNotSentError } from '../../usecases/test-send.ts';
import { broadcastAnswer, fileAnswer, journeyAnswer, pageAnswer } from './api-answers.ts';
import { type ApiRoute, apiRoute, mountRoute, Refusal } from './api-route.ts';
import * as shapes from './api-schemas.ts';
import type { StaffDesk } from './desk.ts';
import type { StaffEnv } from './guard.ts';
import { journeyRoutes } from './journeys-api.ts';
import { openApiDocument } from './openapi.ts';
import { problem } from './problem.ts';
import { sendingRoutes } from './sending-api.ts';
import { walkRoutes } from './walks-api.ts';

const unknown = (what: string) => new Refusal(404, 'Not found', `There is no ${what} with this id.`);
const noDraft = new Refusal(409, 'No draft', 'This newsletter is unknown, was sent already or was changed meanwhile.');

export function apiRoutes(clinic: Clinic, desk: StaffDesk): ApiRoute[] {
  const oneBroadcast = async (id: string) => {
    const report = await desk.reportBroadcast(id);
    return report ? broadcastAnswer(report, clinic.linkOrigin) : unknown('newsletter');
  };
  const find = async (filter: Parameters<StaffDesk['listSubscribers']>[0]) => {
    try {
      const page = await desk.listSubscribers(filter);
      return page ? pageAnswer(page) : new Refusal(422, 'Unknown page', 'See errors.', { after: 'Start without it.' });
    } catch (error) {
      if (!(error instanceof AddressError)) throw error;
      return new Refusal(422, 'Not an address', 'See errors.', { email: error.message });
    }
  };
  return [
    apiRoute({
      method: 'get',
      path: '/journeys',
      summary: 'The journeys of this build',
      answer: shapes.journeyList,
      handle: async () => ({ journeys: desk.journeys().map(({ id, title, version }) => ({ id, title, version })) }),
    }),
    apiRoute({
      method: 'get',
      path: '/journeys/{id}/report',
      summary: 'What became of each step of a journey',
      answer: shapes.journeyReport,
      refusals: [404],
      handle: async ({ id }) => {
        const report = await desk.reportJourney(id);
        return report ? journeyAnswer(report) : unknown('journey');
      },
    }),
    apiRoute({
      method: 'get',
      path: '/broadcasts',
      summary: 'Newsletters with their numbers, newest first',
      answer: shapes.broadcastList,
      handle: async () => ({
        broadcasts: (await desk.reportBroadcasts()).map((report) => broadcastAnswer(report, clinic.linkOrigin)),
      }),
    }),
    apiRoute({
      method: 'get',
      path: '/broadcasts/{id}',
      summary: 'One newsletter with its numbers',
      answer: shapes.broadcast,
      refusals: [404],
      handle: ({ id }) => oneBroadcast(id),
    }),
    apiRoute({
      method: 'post',
      path: '/broadcasts',
      summary: 'Store a draft',
      role: 'editor',
      body: shapes.draft,
      answer: shapes.broadcast,
      status: 201,
      refusals: [422],
      handle: async ({ body: { preheader, topic, ...rest }, member }) => {
        const draft = { ...rest, ...(preheader && { preheader }), ...(topic && { topic }) };
        const preview = await desk.previewDraft(draft);
        if ('mistake' in preview) {
          return new Refusal(422, 'Cannot be an e-mail', 'See errors.', { [preview.field]: preview.mistake });
        }
        return oneBroadcast((await desk.createDraft(draft, member.email)).id);
      },
    }),
    apiRoute({
      method: 'post',
      path: '/broadcasts/{id}/test',
      summary: 'Send the newsletter to one address, at once',
      role: 'editor',
      body: shapes.testRequest,
      answer: shapes.accepted,
      status: 202,
      refusals: [404, 422, 503],
      handle: async ({ id, body: { to }, member }) => {
        try {
          return (await desk.sendTest(id, to ?? member.email)) ? { accepted: true as const } : unknown('newsletter');
        } catch (error) {
          if (error instanceof TestNotSentError) return new Refusal(503, 'Not sent', error.message);
          if (!(error instanceof AddressError)) throw error;
          return new Refusal(422, 'Not an address', 'See errors.', { to: error.message });
        }
      },
    }),
    apiRoute({
      method: 'post',
      path: '/broadcasts/{id}/send',
      summary: 'Send a draft to everybody subscribed now',
      role: 'editor',
      answer: shapes.broadcast,
      status: 202,
      refusals: [409],
      handle: async ({ id }) => ((await desk.startBroadcast(id)) ? oneBroadcast(id) : noDraft),
    }),
    apiRoute({
      method: 'get',
      path: '/subscribers',
      summary: 'Subscribers with status and place in the journey, page by page',
      query: shapes.subscriberQuery,
      answer: shapes.subscriberList,
      refusals: [422],
      handle: ({ query: { status, email, after } }) =>
        find({ ...(status && { status }), ...(email !== undefined && { email }), ...(after && { after }) }),
    }),
    apiRoute({
      method: 'post',
      path: '/subscribers/find',
      summary: 'The subscriber with exactly this address, if any',
      body: shapes.findRequest,
      answer: shapes.subscriberList,
      refusals: [422],
      handle: ({ body: { email } }) => find({ email }),
    }),
    apiRoute({
      method: 'get',
      path: '/subscribers/{id}',
      summary: 'One subscriber: profile, consents, walks and e-mails',
      answer: shapes.subscriberFile,
      refusals: [404],
      handle: async ({ id }) => {
        const file = await desk.showSubscriber(id);
        return file ? fileAnswer(file) : unknown('subscriber');
      },
    }),
    apiRoute({
      method: 'post',
      path: '/subscribers/{id}/goal',
      summary: 'Report that she booked a consultation; repeating it changes nothing',
      role: 'editor',
      answer: shapes.subscriberFile,
      refusals: [404],
      handle: async ({ id }) => {
        const file = (await desk.reportGoal(id)) ? await desk.showSubscriber(id) : undefined;
        return file ? fileAnswer(file) : unknown('enrolled subscriber');
      },
    }),
    ...journeyRoutes(desk),
    ...sendingRoutes(desk),
    ...walkRoutes(desk),
  ];
}

export function staffApi(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const routes = apiRoutes(clinic, desk);
  const document = openApiDocument(clinic, routes);
  app.get('/openapi.json', (c) => c.json(document));
  for (const route of routes) mountRoute(app, route);
  app.all('*', (c) => problem(c, 404, 'Not found', 'See /staff/api/openapi.json for what there is.'));
  return app;
}
