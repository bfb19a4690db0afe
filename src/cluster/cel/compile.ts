/**
 * CEL in Kubernetes' dialect: expressions are compiled against declarations (types are checked, messages are those of the API server)
 * and evaluated within a budget. Nothing of it is built before the first expression is compiled.
 */
import { check, type Declarations } from './checker.ts';
import { estimateCost, type SizeOf } from './cost-estimate.ts';
import { plan, type Construct, type Evaluate } from './evaluator.ts';
import { buildFunctions, type FunctionTable, type Library } from './functions.ts';
import { addresses } from './library/network.ts';
import { authorization } from './library/authorization.ts';
import { kubernetesLists, lists, maps, optionals, sets } from './library/collections.ts';
import { formats } from './library/formats.ts';
import { quantities } from './library/quantities.ts';
import { semvers } from './library/semver.ts';
import { conversions, functions, operators } from './library/standard.ts';
import { regexes, strings } from './library/strings.ts';
import { times } from './library/times.ts';
import { urls } from './library/urls.ts';
import { checkLiterals } from './literal-checks.ts';
import { parse } from './parser.ts';
import { CompileError, Source } from './source.ts';
import type { CelType, ObjectType } from './types.ts';
import { CostError, type Value } from './values.ts';

/** What one evaluation may cost; more is `operation cancelled: actual cost limit exceeded`. */
export const PER_CALL_LIMIT = 1_000_000;
/** What all the expressions that one request meets may cost together. */
export const RUNTIME_BUDGET = 10_000_000;

/** Names an expression can use besides Kubernetes' functions. */
export interface Environment {
  /** Types of variables by name, `authorizer.requestResource` included; a function for those that are found out. */
  variables: Readonly<Record<string, CelType>>;
  /** Functions beyond those of every expression. */
  libraries?: readonly Library[];
  /** Types that can be constructed. */
  message?(name: string): ObjectType | undefined;
  construct?: Construct;
}

export interface Program {
  type: CelType;
  /** Names of the variables that it mentions. */
  variables: ReadonlySet<string>;
  /**
   * @param variable values of variables; undefined where one has none
   * @throws EvaluationError, CostError; what was spent until then is in `spent.cost`
   */
  evaluate(variable: (name: string) => Value | undefined, spent?: { cost: number }): Value;
  /** What an evaluation costs at most, given how large values can be. */
  estimate(sizeOf: SizeOf): number;
}

const LIBRARIES: readonly Library[] = [
  operators,
  functions,
  conversions,
  times,
  strings,
  regexes,
  kubernetesLists,
  lists,
  sets,
  maps,
  optionals,
  urls,
  addresses,
  quantities,
  semvers,
  formats,
  authorization,
];

let common: FunctionTable | undefined;
const extended = new Map<readonly Library[], FunctionTable>();

function functionsOf(libraries: readonly Library[] | undefined): FunctionTable {
  if (!libraries?.length) return (common ??= buildFunctions(LIBRARIES));
  const known = extended.get(libraries);
  if (known) return known;
  const table = buildFunctions([...LIBRARIES, ...libraries]);
  extended.set(libraries, table);
  return table;
}

/** @throws CompileError */
export function compile(text: string, { variables, libraries, message, construct }: Environment): Program {
  const source = new Source(text);
  const expr = parse(source);
  const declarations: Declarations = {
    functions: functionsOf(libraries),
    variable: (name) => (Object.hasOwn(variables, name) ? variables[name] : undefined),
    ...(message ? { message } : {}),
  };
  const { checked, issues } = check(expr, declarations);
  if (issues.length > 0) throw new CompileError(source, issues);
  const refused = checkLiterals(expr, checked);
  if (refused.length > 0) throw new CompileError(source, refused);
  let evaluate: Evaluate | undefined;
  return {
    type: checked.type,
    variables: checked.variables,
    estimate: (sizeOf) => estimateCost(expr, checked, sizeOf),
    evaluate: (variable, spent) => {
      evaluate ??= plan(expr, checked, construct);
      const frame = { variable, cost: 0, limit: PER_CALL_LIMIT, locals: [] };
      try {
        return evaluate(frame);
      } catch (error) {
        // An expression too deep for our stack is one that costs too much.
        if (error instanceof RangeError) throw new CostError();
        throw error;
      } finally {
        if (spent) spent.cost += frame.cost;
      }
    },
  };
}
