// The e-mail of a batch: a built template for a journey's step, the stored issue for a newsletter.
import type { Batch } from '../domain/batch.ts';
import type { Rendered, Renderer, Variant } from '../ports/renderer.ts';
import { UnknownTemplateError } from '../ports/renderer.ts';
import type { Blobs, BroadcastStore } from '../ports/stores.ts';

export interface RenderDeps {
  readonly renderer: Renderer;
  readonly broadcasts: BroadcastStore;
  readonly blobs: Blobs;
}

/** Renders for all recipients at once; undefined when the template or the issue no longer exists. */
export async function renderBatch(deps: RenderDeps, batch: Batch, tracked: boolean): Promise<Rendered | undefined> {
  const variant: Variant = { ...batch.variant, tracked };
  if (batch.subject.kind === 'broadcast') return renderIssue(deps, batch.subject.broadcastId, variant);
  try {
    return await deps.renderer.renderTemplate(batch.template, variant);
  } catch (error) {
    if (error instanceof UnknownTemplateError) return undefined;
    throw error;
  }
}

async function renderIssue(deps: RenderDeps, broadcastId: string, variant: Variant): Promise<Rendered | undefined> {
  const contentKey = await deps.broadcasts.contentKey(broadcastId);
  const stored = contentKey && (await deps.blobs.get(contentKey));
  return stored ? deps.renderer.renderIssue(stored, variant) : undefined;
}
