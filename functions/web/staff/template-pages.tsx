// The gallery of e-mails among the staff pages: everybody looks, editors send themselves a test.
import type { Hono } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { mayAct } from '../../domain/staff.ts';
import { galleryPages } from '../gallery/pages.tsx';
import { galleryStyles } from '../gallery/styles.ts';
import type { StaffDesk } from './desk.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';

export function templatePages(clinic: Clinic, desk: StaffDesk): Hono<StaffEnv> {
  return galleryPages<StaffEnv>({
    desk,
    base: '/staff/templates',
    page: (c, title, children) => (
      <StaffPage c={c} clinic={clinic} title={title} section="templates" styles={galleryStyles}>
        {children}
      </StaffPage>
    ),
    testAddress: (c) => {
      const { role, email } = c.get('member');
      return mayAct(role, 'editor') ? email : undefined;
    },
  });
}
