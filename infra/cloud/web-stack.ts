// What faces the web: one HTTP API with the manifest's routes. (Not a function URL behind CloudFront: its signature needs a
// body hash that mailbox providers' one-click POST lacks.)
import { CfnOutput, Stack } from 'aws-cdk-lib';
import { HttpApi, HttpMethod } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { Construct } from 'constructs';
import { routes } from '../../functions/manifest.ts';
import type { Functions } from './pipeline-stack.ts';

export class WebStack extends Stack {
  constructor(scope: Construct, id: string, { functions }: { functions: Functions }) {
    super(scope, id, { description: 'Afterglow: the HTTP API' });
    const api = new HttpApi(this, 'Api', { description: 'Afterglow: sign-up, links, pages and staff' });
    const integrations = new Map<string, HttpLambdaIntegration>();
    for (const route of routes) {
      const name = route.function;
      const integration = integrations.get(name) ?? new HttpLambdaIntegration(name, functions[name]);
      integrations.set(name, integration);
      api.addRoutes({ path: route.path, methods: [HttpMethod[route.method]], integration });
    }
    new CfnOutput(this, 'Address', { value: api.apiEndpoint });
  }
}
