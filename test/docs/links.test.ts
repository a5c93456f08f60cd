import { existsSync, readdirSync } from 'node:fs';
import { dirname, posix } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pagePaths, ROOT, textOf } from './pages';

/** The text without code, where a bracket is no link and a hash no heading. */
function withoutCode(text: string): string {
  return text
    .replaceAll(/^\s*```[\s\S]*?^\s*```$/gm, '')
    .replaceAll(/`[^`\n]*`/g, (code) => `\`${'x'.repeat(code.length)}\``);
}

/** The targets of links and pictures. */
function linksOf(text: string): readonly string[] {
  const plain = withoutCode(text);
  const inline = [...plain.matchAll(/\]\(\s*<?([^)>\s]+)>?(?:\s+"[^"]*")?\s*\)/g)];
  const references = [...plain.matchAll(/^\[[^\]]+\]:\s*(\S+)/gm)];
  const pictures = [...plain.matchAll(/<(?:img|a)\b[^>]*?\b(?:src|href)="([^"]+)"/g)];
  return [...inline, ...references, ...pictures].map(([, target = '']) => target);
}

/** The anchors of the headings, as GitHub makes them, and those set by hand. */
function anchorsOf(text: string): ReadonlySet<string> {
  const anchors = new Set<string>();
  const headings = text.replaceAll(/^\s*```[\s\S]*?^\s*```$/gm, '').matchAll(/^#{1,6} +(.*?) *#*$/gm);
  for (const [, heading = ''] of headings) {
    const slug = heading
      .replaceAll(/\]\([^)]*\)/g, '')
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu, '')
      .replaceAll(' ', '-');
    let anchor = slug;
    for (let count = 1; anchors.has(anchor); count += 1) anchor = `${slug}-${count}`;
    anchors.add(anchor);
  }
  for (const [, id = ''] of text.matchAll(/<a (?:id|name)="([^"]+)"/g)) anchors.add(id);
  return anchors;
}

/** What is wrong with a link of a page; undefined where nothing is. */
function faultOf(page: string, link: string): string | undefined {
  if (/^[a-z][a-z+.-]*:/i.test(link)) return undefined; // another site is not this test's matter
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : posix.normalize(posix.join(dirname(page), decodeURI(path)));
  if (!existsSync(new URL(target, ROOT))) return `${link}: there is no ${target}`;
  if (anchor === undefined || anchor === '' || !target.endsWith('.md')) return undefined;
  return anchorsOf(textOf(target)).has(decodeURIComponent(anchor))
    ? undefined
    : `${link}: ${target} has no such heading`;
}

describe('the links of the documents', () => {
  test.each(pagePaths())('default: every link of %s leads somewhere', (page) => {
    const faults = linksOf(textOf(page)).map((link) => faultOf(page, link));
    expect(faults.filter((fault) => fault !== undefined)).toEqual([]);
  });

  test('default: docs/README.md has every page of docs and every example', () => {
    const links = linksOf(textOf('docs/README.md'));
    const pages = pagePaths().filter((page) => page.startsWith('docs/') && page !== 'docs/README.md');
    const examples = readdirSync(new URL('examples/', ROOT)).filter((file) => file.endsWith('.ts'));
    expect(links).toEqual(expect.arrayContaining(pages.map((page) => page.slice('docs/'.length))));
    expect(links).toEqual(expect.arrayContaining(examples.map((file) => `../examples/${file}`)));
  });

  test('error: a missing file and a missing heading are found, and links in code are none', () => {
    const text =
      '[a](no-such.md) [b](CONTRIBUTING.md#tests "t") [c](#no-such) `[d](x)`\n```\n[e](y)\n```\n[f]: <z.md>\n';
    expect(linksOf(text)).toEqual(['no-such.md', 'CONTRIBUTING.md#tests', '#no-such', '<z.md>']);
    expect(faultOf('README.md', 'no-such.md')).toBe('no-such.md: there is no no-such.md');
    expect(faultOf('docs/orders.md', '../CONTRIBUTING.md#tests')).toBeUndefined();
    expect(faultOf('README.md', '#no-such')).toBe('#no-such: README.md has no such heading');
  });

  test.each([
    ['## Is it live?', 'is-it-live'],
    ['## `createBroker`, and [more](x.md)', 'createbroker-and-more'],
    ['# A b\n# A b', 'a-b-1'],
    ['# روز 1', 'روز-1'],
    ['<a id="by-hand"></a>', 'by-hand'],
  ])('args: %o has the anchor %s', (text, anchor) => {
    expect(anchorsOf(text)).toContain(anchor);
  });
});
