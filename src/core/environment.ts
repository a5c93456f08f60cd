/** How one environment variable becomes one option of `Options`. */
export interface EnvVariable<Options = Readonly<Record<string, unknown>>> {
  readonly option: keyof Options & string;
  /** `file` reads the text of the file that the variable names; `list` is joined by commas. */
  readonly kind: 'text' | 'integer' | 'boolean' | 'file' | 'list';
  readonly required?: boolean;
  /** Its description in the documents where its name is not enough. */
  readonly about?: string;
  /** The texts allowed; any where it is absent. */
  readonly oneOf?: readonly string[];
  /** Of an integer, both included. */
  readonly min?: number;
  readonly max?: number;
}

/** The environment variables of a venue by their name behind `VENUEKIT_<VENUE>_`. */
export type EnvTable<Options = Readonly<Record<string, unknown>>> = Readonly<
  Record<string, EnvVariable<Options>>
>;
