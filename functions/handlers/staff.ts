// The staff pages and their API, behind the HTTP API.
import type { Context } from '../composition/context.ts';
import { onLambdaHttp } from '../composition/lambda-http.ts';
import { makeSignIn } from '../composition/sign-in.ts';
import { makeStaffPorts } from '../composition/staff-ports.ts';
import { makeStaffApp } from '../web/staff/app.tsx';
import { makeDesk } from '../web/staff/make-desk.ts';

export const make = (context: Context) =>
  makeStaffApp({
    clinic: context.clinic,
    sessionKey: context.keys.session,
    signIn: makeSignIn(context),
    desk: makeDesk(makeStaffPorts(context)),
  });

export const handler = onLambdaHttp(make);
