// What is kept of a request for a pixel or a link: enough to tell a person from a machine, too little to find her.
import type { Context } from 'hono';
import ipaddr from 'ipaddr.js';
import type { Visit } from '../../usecases/note-open.ts';
import { clientIp } from '../client-ip.ts';

const maxUserAgentLength = 300;
const maxHeaderLength = 120;
/** Headers by which proxies and prefetchers give themselves away. */
const tellingHeaders = ['purpose', 'sec-purpose', 'x-moz', 'x-purpose'];

export function visitOf(c: Context): Visit {
  const headers = Object.fromEntries(
    tellingHeaders.flatMap((name) => {
      const value = c.req.header(name);
      return value === undefined ? [] : [[name, value.slice(0, maxHeaderLength)]];
    }),
  );
  const [accept, languages] = [c.req.header('accept'), c.req.header('accept-language')];
  return {
    userAgent: (c.req.header('user-agent') ?? '').slice(0, maxUserAgentLength),
    ip: shortenedIp(clientIp(c) ?? ''),
    headers: {
      ...headers,
      // Which formats says no more than that any are named, and would be a fifth of what is kept of an open.
      ...(accept !== undefined && { accept: anyOrNamed(accept, '*/*') }),
      // Which languages is nobody's business; that any are named tells a browser from a script, which takes any ("*").
      ...(languages !== undefined && { 'accept-language': anyOrNamed(languages, '*') }),
      ...(c.req.method !== 'GET' && { ':method': c.req.method }),
    },
  };
}

const anyOrNamed = (value: string, any: string): string => (value.trim() === any ? any : 'named');

/** The network alone: /24 of IPv4, /48 of IPv6; empty for what is no address. */
export function shortenedIp(ip: string): string {
  if (!ipaddr.isValid(ip)) return '';
  const address = ipaddr.process(ip);
  if (address.kind() === 'ipv4') return ipaddr.IPv4.networkAddressFromCIDR(`${address.toString()}/24`).toString();
  return ipaddr.IPv6.networkAddressFromCIDR(`${address.toString()}/48`).toString();
}
