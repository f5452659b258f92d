// What a link answers that staff took back: that it is gone for good, and where to turn instead.
import type { Clinic } from '../../domain/clinic.ts';
import { type SiteContext, showNotice } from '../site/respond.tsx';

export function answerWithdrawn(c: SiteContext, clinic: Clinic): Response | Promise<Response> {
  return showNotice(
    c,
    clinic,
    { sign: 'clock', heading: 'This link has been taken back', status: 410 },
    <>
      <p>What it led to has changed or is over, so we closed it. Nothing is wrong with your e-mail or your device.</p>
      <div class="actions">
        <a class="button" href={clinic.website}>
          Go to our website
        </a>
      </div>
      <p class="small">Looking for something in particular? Call us on {clinic.phone}.</p>
    </>,
  );
}
