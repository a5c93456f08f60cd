import { pageReply } from '../network/http-reply';
import type { HttpPort } from '../network/http-server';
import { carryOut, parseMembers } from './call';
import { badParameter, failureEnvelope } from './errors';
import { PATHS } from './methods';
import type { ChpVenue } from './venue';

/** The one port of the venue: a method for each path. */
export function httpPort(venue: ChpVenue): HttpPort {
  return {
    protocol: 'http',
    port: venue.options.port,
    route: ({ method, path, body }) => {
      const command = PATHS.get(path);
      if (!command || method !== 'POST') return pageReply(command ? 405 : 404);
      const members = parseMembers(body);
      return {
        command,
        members: { ...members, ...(members && 'password' in members ? { password: '***' } : {}) },
        delaysItself: command === 'PlaceOrder',
        run: (terms) => ({
          body: members
            ? carryOut(venue, command, members, terms)
            : failureEnvelope(command, null, badParameter('body')),
        }),
      };
    },
    giant: (bytes) => JSON.stringify({ method: 'GetSymbols', result: true, data: ['x'.repeat(bytes)] }),
  };
}
