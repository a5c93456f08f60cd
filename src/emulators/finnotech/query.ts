import { badParameter } from './refusal';
import { parseHhmm, parseJalali, type TehranDay } from './tehran';

/** The parameters of a call, checked as they are read. Every reader throws a Refusal. */
export class Query {
  readonly #params: URLSearchParams;

  constructor(params: URLSearchParams) {
    this.#params = params;
  }

  /** Refuses a parameter that is given twice or that the service does not have. */
  only(...names: readonly string[]): void {
    const seen = new Set<string>();
    for (const name of this.#params.keys()) {
      if (seen.has(name)) throw badParameter(name, 'is given twice');
      if (!names.includes(name)) throw badParameter(name, 'is no parameter of this service');
      seen.add(name);
    }
  }

  text(name: string): string | undefined {
    const value = this.#params.get(name);
    return value === null || value === '' ? undefined : value;
  }

  required(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw badParameter(name, 'is required');
    return value;
  }

  flag(name: string): boolean | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^(?:true|false)$/i.test(value)) throw badParameter(name, 'must be true or false');
    return value.toLowerCase() === 'true';
  }

  /** Minutes after midnight in Tehran. */
  time(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const minutes = parseHhmm(value);
    if (minutes === undefined) throw badParameter(name, 'must be HHmm');
    return minutes;
  }

  date(name: string): TehranDay | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const day = parseJalali(value);
    if (day === undefined) throw badParameter(name, 'must be a Jalali date');
    return day;
  }

  /** A whole number of 1 to `most`. */
  code(name: string, most: number): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    const number = Number(value);
    if (!/^\d$/.test(value) || number < 1 || number > most) throw badParameter(name, `must be 1 to ${most}`);
    return number;
  }
}
