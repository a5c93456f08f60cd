import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errorCodeOf, knownErrorCodes, XapiBroker, XapiClient } from '../../../src/venues/xapi';
import { XapiStream } from '../../../src/venues/xapi/client/stream';

const page = readFileSync('docs/venues/xapi.md', 'utf8');

/** The methods of a class and of those it extends. */
function methodsOf(type: { readonly prototype: object }): string[] {
  const names = new Set<string>();
  for (let level = type.prototype; level !== Object.prototype; level = Object.getPrototypeOf(level)) {
    for (const name of Object.getOwnPropertyNames(level)) names.add(name);
  }
  return [...names].filter((name) => name !== 'constructor');
}

describe('the XAPI page', () => {
  it.each(knownErrorCodes())('default: it has the class and the meaning of %s', (code) => {
    const known = errorCodeOf(code);
    const outcome = known?.refused ? 'rejected' : 'unknown';
    expect(page).toContain(`| ${code} | \`${known?.className}\` | ${known?.meaning} | ${outcome} |`);
  });

  it('default: it names every command of the client', () => {
    const commands = methodsOf(XapiClient).filter((name) => /^(get|ping|trade|log)/.test(name));
    expect(commands.length).toBeGreaterThanOrEqual(25);
    expect(commands.filter((name) => !page.includes(`client.${name}(`))).toEqual([]);
  });

  it('default: it names every command of the stream', () => {
    const commands = methodsOf(XapiStream).filter((name) => /^(get|stop|ping)/.test(name));
    expect(commands).toHaveLength(17);
    expect(commands.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });

  it('default: it names every call of the broker', () => {
    const calls = methodsOf(XapiBroker).filter(
      (name) => /^(fetch|calculate|place|modify|cancel|closeP)/.test(name) && name !== 'fetchTrades',
    );
    expect(calls.length).toBeGreaterThan(20);
    expect(calls.filter((name) => !page.includes(`\`${name}\``))).toEqual([]);
  });
});
