// The CDK writes in DependsOn what a reference says already; cfn-lint warns of each (W3005). Here those lines go and all others stay.
import { CfnResource, Lazy, type Stack } from 'aws-cdk-lib';

/** By the type of a resource: the type of what it refers to in its own properties and, by the CDK, waits for once more. */
const implied: Readonly<Record<string, string>> = {
  'AWS::Lambda::Function': 'AWS::IAM::Role',
  'AWS::ApiGatewayV2::ApiMapping': 'AWS::ApiGatewayV2::DomainName',
};

export function dropImpliedDependencies(stack: Stack): void {
  for (const resource of stack.node.findAll()) {
    if (!CfnResource.isCfnResource(resource)) continue;
    const again = implied[resource.cfnResourceType];
    if (!again) continue;
    // Only at synthesis does the CDK know every dependency.
    resource.addOverride('DependsOn', Lazy.any({ produce: () => dependencies(resource, again) }));
  }
}

/** Logical ids of what is made before it in the same stack, without what is of the type `again`. */
function dependencies(resource: CfnResource, again: string): string[] | undefined {
  const ids = resource
    .obtainDependencies()
    .filter(CfnResource.isCfnResource)
    .filter((one) => one.stack === resource.stack && one.cfnResourceType !== again)
    .map((one) => resource.stack.getLogicalId(one));
  return ids.length > 0 ? ids.toSorted() : undefined;
}
