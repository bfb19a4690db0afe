import type { BooleanFlag, OptionFlag } from '@oclif/core/interfaces';
import type { FlagValueKind, FlagValueTypes } from './flag-values.ts';

/** What pflag knows of a flag and oclif does not. */
interface PflagProps<K extends FlagValueKind> {
  valueKind: K;
  /** What a flag without a value means (`--dry-run`); a value then needs an equals sign. */
  noOptDefVal?: string;
  /** The end of `Flag --record has been deprecated, …`. A deprecated flag is not in the help. */
  deprecation?: string;
  /** Help shows this instead of the default. */
  shownDefault?: string;
}

/** An oclif flag that is parsed by pflag's rules (argv/parse.ts), not by oclif's. */
// oclif's own parse function, which is never called, would make the type invariant.
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Flag<K extends FlagValueKind = FlagValueKind> = (BooleanFlag<any> | OptionFlag<any>) & PflagProps<K>;
export type FlagSet = Readonly<Record<string, Flag>>;

/** The values of a set of flags: never undefined, as in Go. */
export type FlagValues<F> = { [N in keyof F]: F[N] extends PflagProps<infer K> ? FlagValueTypes[K] : never };

export interface FlagOptions<K extends FlagValueKind> {
  description: string;
  /** One letter. */
  short?: string;
  default?: FlagValueTypes[K];
  noOptDefVal?: string;
  deprecation?: string;
  hidden?: boolean;
  required?: boolean;
  shownDefault?: string;
}

type Letter = NonNullable<BooleanFlag<boolean>['char']>;

function define<K extends FlagValueKind>(valueKind: K, zero: FlagValueTypes[K], options: FlagOptions<K>): Flag<K> {
  const shared = {
    description: options.description,
    default: options.default ?? zero,
    required: options.required ?? false,
    hidden: options.hidden === true || options.deprecation !== undefined,
    valueKind,
    ...(options.short !== undefined && { char: options.short as Letter }),
    ...(options.noOptDefVal !== undefined && { noOptDefVal: options.noOptDefVal }),
    ...(options.deprecation !== undefined && { deprecation: options.deprecation }),
    ...(options.shownDefault !== undefined && { shownDefault: options.shownDefault }),
  };
  const parse = (input: unknown): Promise<never> => Promise.resolve(input as never);
  const flag =
    valueKind === 'bool' ? { ...shared, type: 'boolean', allowNo: false, parse } : { ...shared, type: 'option', input: [], parse };
  return flag as unknown as Flag<K>;
}

/** Without a value it is true; false needs `--flag=false`. */
export function boolFlag(options: FlagOptions<'bool'>): Flag<'bool'> {
  return define('bool', false, { noOptDefVal: 'true', ...options });
}

export function stringFlag(options: FlagOptions<'string'>): Flag<'string'> {
  return define('string', '', options);
}

/** Repeatable and a comma list: pflag's StringSlice. */
export function listFlag(options: FlagOptions<'stringSlice'>): Flag<'stringSlice'> {
  return define('stringSlice', [], options);
}

/** Repeatable, commas belong to the value: pflag's StringArray. */
export function arrayFlag(options: FlagOptions<'stringArray'>): Flag<'stringArray'> {
  return define('stringArray', [], options);
}

/** Go's int and int64. */
export function intFlag(options: FlagOptions<'int'>): Flag<'int'> {
  return define('int', 0, options);
}

export function int32Flag(options: FlagOptions<'int32'>): Flag<'int32'> {
  return define('int32', 0, options);
}

/** A Go duration, in milliseconds. */
export function durationFlag(options: FlagOptions<'duration'>): Flag<'duration'> {
  return define('duration', 0, options);
}

/** Log levels by source file. */
export function moduleFlag(options: FlagOptions<'moduleSpec'>): Flag<'moduleSpec'> {
  return define('moduleSpec', '', options);
}

/** `a=b,c=d`, repeatable. */
export function mapFlag(options: FlagOptions<'stringMap'>): Flag<'stringMap'> {
  return define('stringMap', {}, options);
}
