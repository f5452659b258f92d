// Before any test: builds .build/ once, so that templates and journeys are there; nothing happens when nothing changed.
import { build } from '../infra/build/build.ts';

export default async function setup(): Promise<void> {
  await build();
}
