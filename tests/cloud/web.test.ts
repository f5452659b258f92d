// The web and the clock: every route of the manifest leads to its function, every schedule ticks, staff sign in with PKCE.
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { functions, routes, schedules } from '../../functions/manifest.ts';
import { resources, stacks } from './synthesized.ts';

describe('the HTTP API', () => {
  const templated = resources('AWS::ApiGatewayV2::Route', 'web');

  it('has the routes of the manifest and no others', () => {
    expect(templated.map(({ properties }) => properties.RouteKey).toSorted()).toEqual(
      [...routes.map(({ method, path }) => `${method} ${path}`)].toSorted(),
    );
  });

  it.each(routes)('$method $path leads to $function', (route) => {
    const found = templated.find(({ properties }) => properties.RouteKey === `${route.method} ${route.path}`);
    const integrationId = found?.properties.Target['Fn::Join'][1].find((part: { Ref?: string }) => part.Ref)?.Ref;
    const integration = resources('AWS::ApiGatewayV2::Integration', 'web').find(({ id }) => id === integrationId);
    const aliasId = stacks.pipeline.getLogicalId(stacks.pipeline.live[route.function].node.defaultChild as never);
    expect(JSON.stringify(integration?.properties.IntegrationUri)).toContain(aliasId);
  });
});

describe('schedules', () => {
  it('tick as the manifest says, each on its own function', () => {
    const templated = resources('AWS::Scheduler::Schedule');
    const idOf = (name: keyof typeof schedules) =>
      stacks.pipeline.getLogicalId(stacks.pipeline.live[schedules[name].function].node.defaultChild as never);
    expect(templated.map(({ properties }) => properties)).toMatchObject(
      (['tick', 'rollup'] as const).map((name) => ({
        ScheduleExpression: 'rate(1 minute)',
        Target: { Arn: { Ref: idOf(name) }, RetryPolicy: { MaximumRetryAttempts: 0 } },
      })),
    );
    expect(templated).toHaveLength(Object.keys(schedules).length);
  });

  it('begin no traces, which X-Ray would bill for every empty minute; nor does what an open, an event or a batch calls', () => {
    const entries = ['tick', 'rollup', 'hits', 'images', 'record', 'sendBatch'] as const;
    expect(entries).toEqual(expect.arrayContaining(Object.values(schedules).map(({ function: name }) => name)));
    for (const { properties } of resources('AWS::Lambda::Function', 'pipeline')) {
      const isUntraced = entries.some((name) => properties.Description.endsWith(`: ${functions[name].entry}`));
      expect(properties.TracingConfig).toEqual({ Mode: isUntraced ? 'PassThrough' : 'Active' });
    }
  });
});

describe('sign-in', () => {
  it('is for people the clinic invited, in the three roles', () => {
    expect(resources('AWS::Cognito::UserPool')[0]?.properties.AdminCreateUserConfig).toMatchObject({
      AllowAdminCreateUserOnly: true,
    });
    expect(resources('AWS::Cognito::UserPoolGroup').map(({ properties }) => properties.GroupName)).toEqual([
      'admin',
      'editor',
      'viewer',
    ]);
  });

  it("is the code flow of a public client, back to the clinic's own address", () => {
    const properties = resources('AWS::Cognito::UserPoolClient')[0]?.properties;
    expect(properties).toMatchObject({ GenerateSecret: false, AllowedOAuthFlows: ['code'] });
    for (const url of [...(properties?.CallbackURLs ?? []), ...(properties?.LogoutURLs ?? [])]) {
      expect(new URL(url).origin).toBe(clinic.linkOrigin);
    }
  });
});
