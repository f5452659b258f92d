// Subscribers for staff: the list, finding one by address, her page, and the goal reported by a button.
import { type Context, Hono } from 'hono';
import * as z from 'zod';
import { AddressError } from '../../domain/address.ts';
import type { Clinic } from '../../domain/clinic.ts';
import { allowOnly } from './allow-only.tsx';
import type { StaffDesk } from './desk.ts';
import { formatsOf } from './formats.ts';
import type { StaffEnv } from './guard.ts';
import { SubscriberDetail } from './subscriber-detail.tsx';
import { SubscriberList } from './subscriber-list.tsx';
import { statusSchema } from './words.ts';

const filterSchema = z.object({
  status: statusSchema.optional().catch(undefined),
  after: z.string().max(100).optional().catch(undefined),
});

export function subscriberPages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  const app = new Hono<StaffEnv>();
  const formats = formatsOf(clinic);

  const list = async (c: Context<StaffEnv>, search?: { typed: string; error: string }) => {
    const { status, after } = filterSchema.parse(c.req.query());
    const page = await desk.listSubscribers({ ...(status && { status }), ...(after && { after }) });
    if (!page) return c.redirect('/staff/subscribers', 303);
    return c.html(
      <SubscriberList
        c={c}
        clinic={clinic}
        formats={formats}
        page={page}
        status={status}
        isFirst={after === undefined}
        search={search}
      />,
      search ? 422 : 200,
    );
  };

  app.get('/subscribers', (c) => list(c));

  // A POST, because an address in a URL would end up in histories and logs.
  app.post('/subscribers/find', async (c) => {
    const { email } = await c.req.parseBody();
    const typed = typeof email === 'string' ? email : '';
    try {
      const found = (await desk.listSubscribers({ email: typed }))?.rows[0]?.subscriber.id;
      if (found !== undefined) return c.redirect(`/staff/subscribers/${found}`, 303);
      return await list(c, { typed, error: 'Nobody has signed up with exactly this address.' });
    } catch (error) {
      if (error instanceof AddressError) return list(c, { typed, error: error.message });
      throw error;
    }
  });

  app.get('/subscribers/:id', async (c) => {
    const id = c.req.param('id');
    const [file, explained] = await Promise.all([desk.showSubscriber(id), desk.explainSubscriber(id)]);
    if (!file) return c.notFound();
    return c.html(
      <SubscriberDetail
        c={c}
        clinic={clinic}
        formats={formats}
        file={file}
        explained={explained?.walks ?? []}
        done={c.req.query('done')}
      />,
    );
  });

  app.post('/subscribers/:id/goal', allowOnly(clinic, 'editor'), async (c) => {
    const id = c.req.param('id');
    const isKnown = await desk.reportGoal(id);
    return isKnown ? c.redirect(`/staff/subscribers/${id}?done=goal`, 303) : c.notFound();
  });

  app.post('/subscribers/:id/stir', allowOnly(clinic, 'editor'), async (c) => {
    const id = c.req.param('id');
    return (await desk.stirReader(id)) ? c.redirect(`/staff/subscribers/${id}?done=stir`, 303) : c.notFound();
  });

  for (const change of ['pause', 'resume'] as const) {
    app.post(`/subscribers/:id/${change}`, allowOnly(clinic, 'editor'), async (c) => {
      const id = c.req.param('id');
      const isKnown = await (change === 'pause' ? desk.pausePerson(id) : desk.resumePerson(id));
      return isKnown ? c.redirect(`/staff/subscribers/${id}?done=${change}`, 303) : c.notFound();
    });
  }
  return app;
}
