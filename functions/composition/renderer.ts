// The renderer of a context: the build's templates, the clinic's words, this deployment's origin.
import { templates } from '../../.build/templates.mjs';
import { makeRenderer as make } from '../adapters/rendering/renderer.ts';
import type { Renderer } from '../ports/renderer.ts';
import type { Context } from './context.ts';

export const makeRenderer = (context: Context): Renderer =>
  context.once('renderer', () => make({ clinic: context.clinic, origin: context.clinic.linkOrigin, templates }));
