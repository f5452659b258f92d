// What a link answers that staff took back: that it is gone for good, and where to turn instead.
import type { Clinic } from '../../domain/clinic.ts';
import { ButtonTo } from '../site/notice.tsx';
import { pageWords, type SiteContext, showNotice } from '../site/respond.tsx';

export function answerWithdrawn(c: SiteContext, clinic: Clinic): Response | Promise<Response> {
  const { withdrawn } = pageWords(c, clinic).errors;
  return showNotice(
    c,
    clinic,
    { sign: 'clock', heading: withdrawn.heading, status: 410 },
    <>
      <p>{withdrawn.about}</p>
      <ButtonTo href={clinic.website} label={withdrawn.website} />
      <p class="small">{withdrawn.call(clinic.phone)}</p>
    </>,
  );
}
