/** One call by its name in the venue's table, with its arguments as the user gave them. Public declarations name it. */
export interface TableCall<T> {
  readonly name: string;
  readonly args: object | undefined;
  /** Of use to the compiler only: what the venue answers with. */
  readonly answer?: T;
}

/** A table of what a venue can be asked for: each entry reads its own answer. */
export type CallTable = Readonly<Record<string, { readonly read: (value: unknown) => unknown }>>;

/** Makes the calls of a table. */
export function callsOf<Table extends CallTable>() {
  return <N extends keyof Table & string>(
    name: N,
    args?: object,
  ): TableCall<ReturnType<Table[N]['read']>> => ({
    name,
    args,
  });
}
