// What the command line and the environment may say, and what is answered when they say something else.
import { describe, expect, it } from 'vitest';
import { readCommandLine } from '../../infra/local/options.ts';

describe('the command line', () => {
  it('has defaults', () => {
    expect(readCommandLine([], {})).toEqual({
      port: 3000,
      data: '.afterglow',
      fresh: false,
      rate: 1,
      demo: false,
      bundled: false,
      help: false,
      external: {},
    });
  });

  it('takes everything it promises', () => {
    const args = ['--port', '4000', '--data', '/tmp/x', '--fresh', '--speed', '1d=10s', '--demo', '--bundled'];
    const environment = { PORT: '5000', AWS_ENDPOINT_URL_SQS: 'http://localhost:9324/' };
    expect(readCommandLine(args, environment)).toMatchObject({
      port: 4000,
      data: '/tmp/x',
      fresh: true,
      rate: 8_640,
      demo: true,
      bundled: true,
      external: { sqs: 'http://localhost:9324' },
    });
  });

  it('takes the port from the environment where the line names none', () => {
    expect(readCommandLine([], { PORT: '4321' }).port).toBe(4321);
  });

  it.each([
    [['--port', 'many'], {}, /--port must be a number from 0 to 65535, not "many"/],
    [['--port', '70000'], {}, /--port must be a number/],
    [[], { PORT: '-1' }, /PORT must be a number/],
    [['--port', 'many'], {}, /such as 3000/],
    [['--data', ''], {}, /--data must name a directory/],
    [['--speed', 'fast'], {}, /--speed must look like 1d=10s/],
    [['--speed', '1d=0s'], {}, /--speed must look like/],
    [['--sped', '1d=1s'], {}, /--sped/],
    [['extra'], {}, /extra/],
    [['--port'], {}, /--port/],
    [[], { AWS_ENDPOINT_URL_DYNAMODB: 'localhost:8000' }, /AWS_ENDPOINT_URL_DYNAMODB must be an address/],
  ])('refuses %j with %j and says what is right', (args, environment, message) => {
    expect(() => readCommandLine(args, environment)).toThrow(message);
  });
});
