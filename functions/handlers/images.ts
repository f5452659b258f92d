// The e-mails' pictures, behind the HTTP API; a function of its own, because its bundle carries all of them.
// It reads no settings and uses nothing: what it serves travels inside it.
import { handle, type LambdaContext, type LambdaEvent } from 'hono/aws-lambda';
import { images } from '../composition/images.ts';
import { makeImagesApp } from '../web/images/app.ts';

export const make = () => makeImagesApp(images);

const answer = handle(make());

export const handler = (event: LambdaEvent, invocation: LambdaContext) => answer(event, invocation);
