import { describe, expect, test } from 'vitest';
import { screenOf } from './picture/screen';
import { svgOf } from './picture/svg';

const plain = (text: string) => ({ text, bold: false, colour: undefined });

describe('the picture of the demo', () => {
  test('default: colours and bold text become spans', () => {
    expect(screenOf('a\u001b[1mb\u001b[22m\u001b[32mc\u001b[39md\n')).toEqual([
      [plain('a'), { text: 'b', bold: true, colour: undefined }, { ...plain('c'), colour: 32 }, plain('d')],
    ]);
  });

  test('behavior: a line that is redrawn in place is there once, as it was last', () => {
    expect(screenOf('first\n1 quote\n\u001b[1A\u001b[1G\u001b[2K2\nlast')).toEqual([
      [plain('first')],
      [plain('2')],
      [plain('last')],
    ]);
  });

  test.each(['\u001b[2J', '\u001b[4m'])('error: %o is not drawn, so it is not left out either', (text) => {
    expect(() => screenOf(text)).toThrow('not drawn');
  });

  test('default: the picture has every span at its column, and escapes its text', () => {
    const svg = svgOf('a < b', [[plain('ab '), { ...plain('<&>'), colour: 32 }]], 10);
    expect(svg).toContain('<title>a &lt; b</title>');
    expect(svg).toContain('x="16.0"');
    expect(svg).toContain('x="41.2" y="28.375" textLength="25.2" fill="#a6e3a1">&lt;&amp;&gt;</text>');
  });
});
