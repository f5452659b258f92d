// Pages for some roles only: who may not, reads why and whom to ask.
import type { MiddlewareHandler } from 'hono';
import type { Clinic } from '../../domain/clinic.ts';
import { mayAct, type StaffRole } from '../../domain/staff.ts';
import type { StaffEnv } from './guard.ts';
import { StaffPage } from './layout.tsx';

export function allowOnly(clinic: Clinic, needed: StaffRole): MiddlewareHandler<StaffEnv> {
  return async (c, next) => {
    const { role } = c.get('member');
    if (mayAct(role, needed)) return next();
    return c.html(
      <StaffPage c={c} clinic={clinic} title="Not your role">
        <h1>This takes another role</h1>
        <p>
          You are signed in as {role}; this needs the role {needed}. Ask an administrator if you should have it.
        </p>
        <p>
          <a href="/staff">Back to the numbers</a>
        </p>
      </StaffPage>,
      403,
    );
  };
}
