import type { EndToEndRow } from './end-to-end/end-to-end';
import type { BenchRow, Spread } from './measure';

const spread = ({ median, min, max }: Spread): string =>
  `${median.toFixed(0)} (${min.toFixed(0)}..${max.toFixed(0)})`;

/** One row as a line of the table on the screen. */
export function lineOf({ id, ratio, perSecond, limit, ...rest }: BenchRow & Partial<EndToEndRow>): string {
  const verdict = ratio <= limit ? 'ok  ' : 'OVER';
  const bound = Number.isFinite(limit) ? `of at most ${limit}` : 'without a limit';
  const { cpuMs, wallMs, bareCpuMs, ratios, wallRatio, residentMb } = rest;
  const more =
    cpuMs && wallMs && bareCpuMs && ratios
      ? ` | rounds ${ratios.min.toFixed(2)}..${ratios.max.toFixed(2)}, CPU ms ${spread(cpuMs)} beside ${spread(bareCpuMs)},` +
        ` wall ms ${spread(wallMs)} = ${wallRatio?.toFixed(2)}, ${residentMb?.toFixed(0)} MB`
      : '';
  const rate = perSecond > 0 ? `, ${perSecond.toLocaleString('en')}/s` : '';
  return `${verdict} ${id.padEnd(38)} ${ratio.toFixed(2)} ${bound}${rate}${more}`;
}
