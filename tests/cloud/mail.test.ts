// Mail leaves from the clinic's domain only, through one configuration set, and its events come back through SNS and SQS.
import { describe, expect, it } from 'vitest';
import clinic from '../../clinic.config.ts';
import { type FunctionName, functions, sesEvents } from '../../functions/manifest.ts';
import { resources, stacks } from './synthesized.ts';

interface Statement {
  readonly Effect: string;
  readonly Action: string | string[];
  readonly Resource: unknown;
}

function statementsOf(name: FunctionName): Statement[] {
  const role = stacks.pipeline.functions[name].role?.node.defaultChild;
  const roleId = stacks.pipeline.getLogicalId(role as never);
  return resources('AWS::IAM::Policy', 'pipeline')
    .filter(({ properties }) => properties.Roles.some((one: { Ref?: string }) => one.Ref === roleId))
    .flatMap(({ properties }) => properties.PolicyDocument.Statement);
}

const sends = ({ Action }: Statement) => [Action].flat().some((action) => /^(\*|ses:(\*|Send))/.test(action));
const names = Object.keys(functions) as FunctionName[];
const mailers = names.filter((name) => (functions[name].uses as readonly string[]).includes('mail'));

describe('permission to send', () => {
  it('is held by the functions that use mail, and no others', () => {
    expect(names.filter((name) => statementsOf(name).some(sends))).toEqual(mailers);
  });

  it.each(mailers)("of %s covers the clinic's identity and the configuration set, and nothing wider", (name) => {
    const allowed = statementsOf(name)
      .filter(sends)
      .flatMap(({ Resource }) => [Resource].flat())
      .map((resource) => JSON.stringify(resource))
      .toSorted();
    expect(allowed).toEqual([
      expect.stringMatching(/:configuration-set\/".*ConfigurationSet/),
      expect.stringMatching(/:identity\/".*Identity/),
    ]);
    expect(allowed.join()).not.toContain('*');
  });
});

describe('the identity', () => {
  it("is the clinic's mail domain, with a MAIL FROM below it", () => {
    expect(resources('AWS::SES::EmailIdentity').map(({ properties }) => properties)).toEqual([
      expect.objectContaining({
        EmailIdentity: clinic.mailDomain,
        MailFromAttributes: expect.objectContaining({ MailFromDomain: `bounce.${clinic.mailDomain}` }),
      }),
    ]);
  });
});

describe('events of SES', () => {
  it('of every type of the manifest go to the topic', () => {
    const [destination] = resources('AWS::SES::ConfigurationSetEventDestination');
    const expected = sesEvents.types.map((type) =>
      type === 'RENDERING_FAILURE'
        ? 'renderingFailure'
        : type.toLowerCase().replace(/_(.)/, (_, letter: string) => letter.toUpperCase()),
    );
    expect(destination?.properties.EventDestination).toMatchObject({ Enabled: true, MatchingEventTypes: expected });
    expect(destination?.properties.EventDestination.SnsDestination.TopicARN).toEqual({
      Ref: resources('AWS::SNS::Topic')[0]?.id,
    });
  });

  it('reach the queue in their SNS envelope, as they do locally', () => {
    const subscriptions = resources('AWS::SNS::Subscription', 'pipeline').map(({ properties }) => properties);
    expect(subscriptions).toEqual([expect.objectContaining({ Protocol: 'sqs' })]);
    expect(subscriptions[0]?.RawMessageDelivery ?? false).toBe(false);
  });

  it('are published by SES of this account alone', () => {
    const statements = resources('AWS::SNS::TopicPolicy').flatMap(
      ({ properties }) => properties.PolicyDocument.Statement,
    );
    expect(statements).toContainEqual(
      expect.objectContaining({
        Effect: 'Allow',
        Principal: { Service: 'ses.amazonaws.com' },
        Condition: { StringEquals: expect.objectContaining({ 'AWS:SourceAccount': { Ref: 'AWS::AccountId' } }) },
      }),
    );
  });
});
