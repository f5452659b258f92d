// Synthesizes the stacks once for every test of this folder; handlers are not bundled, because only the templates matter here.
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import clinic from '../../clinic.config.ts';
import cloud from '../../cloud.config.ts';
import type { Clinic } from '../../functions/domain/clinic.ts';
import { afterglow } from '../../infra/cloud/afterglow.ts';
import { type CloudInput, defineCloud, deploymentOf } from '../../infra/cloud/settings.ts';

export interface CloudResource {
  readonly id: string;
  // biome-ignore lint/suspicious/noExplicitAny: templates are JSON of many shapes; the assertions are what checks them.
  readonly properties: Record<string, any>;
  readonly deletionPolicy: string | undefined;
}

export const newApp = (): App =>
  new App({ analyticsReporting: false, context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });

export const stacks = afterglow(newApp(), deploymentOf(cloud, clinic));

export type StackName = keyof typeof stacks;
type StageInput = CloudInput['stages'][string];

/** The stacks of another deployment: the stage's settings as given, the clinic with what differs. */
export function otherwise(stage: StageInput, changed: Partial<Clinic> = {}, app = newApp()) {
  const other = defineCloud({ name: 'other', stages: { [clinic.stage]: stage } });
  return afterglow(app, deploymentOf(other, { ...clinic, ...changed }));
}

const templates = Object.fromEntries(
  Object.entries(stacks).map(([name, stack]) => [name, Template.fromStack(stack)]),
) as Record<StackName, Template>;

export const templateOf = (name: StackName): Template => templates[name];

/** Every resource of a type, over all stacks or in one. */
export function resources(type: string, only?: StackName): CloudResource[] {
  const searched = only ? [templates[only]] : Object.values(templates);
  return searched.flatMap((template) => resourcesIn(template, type));
}

export function resourcesIn(template: Template, type: string): CloudResource[] {
  return Object.entries(template.findResources(type)).map(([id, { Properties, DeletionPolicy }]) => ({
    id,
    properties: Properties ?? {},
    deletionPolicy: DeletionPolicy,
  }));
}
