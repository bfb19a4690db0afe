import { forbidden, type FieldError } from '../../api/field-error.ts';

/** What one expression, and all expressions of a schema together, may cost by estimate. */
const LIMIT = 10_000_000;
const TOTAL_LIMIT = 100_000_000;
/** Less than this hundredth of the total does not count among what makes a schema dear. */
const NOTABLE = TOTAL_LIMIT / 100;
const MOST_TOLD = 4;

const ADVICE = '(try simplifying the rule, or adding maxItems, maxProperties, and maxLength where arrays, maps, and strings are declared)';

/** Adds up what the rules of a schema cost, and says which are too dear. */
export class RuleCosts {
  #total = 0;
  #dearest: { path: string; cost: number }[] = [];

  rule(path: string, cost: number): FieldError[] {
    return this.#observe('estimated rule cost', path, cost);
  }

  message(path: string, cost: number): FieldError[] {
    return this.#observe('estimated messageExpression cost', path, cost);
  }

  #observe(what: string, path: string, cost: number): FieldError[] {
    this.#total += cost;
    if (cost >= NOTABLE) this.#dearest = [...this.#dearest, { path, cost }].sort((a, b) => b.cost - a.cost).slice(0, MOST_TOLD);
    return cost > LIMIT ? [forbidden(path, exceeded(what, cost, LIMIT))] : [];
  }

  /** What the whole comes to. */
  errors(path: string): FieldError[] {
    if (this.#total <= TOTAL_LIMIT) return [];
    const text = 'contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema';
    return [
      ...this.#dearest.map((each) => forbidden(each.path, text)),
      forbidden(path, exceeded('x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema', this.#total, TOTAL_LIMIT)),
    ];
  }
}

function exceeded(what: string, cost: number, limit: number): string {
  const factor = cost / limit;
  const shown = factor > 100 ? 'more than 100x' : factor < 1.5 ? `${factor.toFixed(6)}x` : `${factor.toFixed(1)}x`;
  return `${what} exceeds budget by factor of ${shown} ${ADVICE}`;
}
