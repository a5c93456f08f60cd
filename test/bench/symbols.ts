import { JsonValueSplitter } from '../../src/transport/json/splitter';
import { readReply } from '../../src/venues/xapi/client/codec';
import { COMMANDS } from '../../src/venues/xapi/client/commands';
import { symbolReply } from './framing';
import { type BenchRow, compare } from './measure';

const SLICE = 64 * 1024;

/** A 20 MB getAllSymbols reply from bytes in slices of 64 kB to validated records. */
export function benchSymbols(): BenchRow {
  const text = symbolReply();
  const bytes = Buffer.from(text);
  const chunks: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += SLICE) chunks.push(Buffer.from(bytes.subarray(at, at + SLICE)));
  return compare('symbols-20mb-to-records', 4, bytes.length, {
    base: () => void JSON.parse(text),
    ours: () => {
      let records = 0;
      const splitter = new JsonValueSplitter({
        maxBytes: 64 * 1024 * 1024,
        onValue: (value) => {
          records += COMMANDS.getAllSymbols.read(readReply(value).returnData).length;
        },
      });
      for (const chunk of chunks) splitter.push(chunk);
      if (records < 10_000) throw new Error(`Only ${records} records`);
    },
  });
}
