import { parseLabelSelector, SelectorError, type Requirement } from '../../api/labels.ts';
import type { KubeObject } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

const expressionOperators: Readonly<Partial<Record<Requirement['operator'], string>>> = {
  in: 'In',
  notin: 'NotIn',
  exists: 'Exists',
  '!': 'DoesNotExist',
};

export interface ServiceSelector {
  labels: Record<string, string>;
  /** What a Service's selector cannot say, as Go prints it: `{app In [a b]}`. */
  expressions: string[];
}

/** Throws UserError for what is no selector at all. */
export function parseServiceSelector(text: string): ServiceSelector {
  const selector: ServiceSelector = { labels: {}, expressions: [] };
  for (const { key, operator, values } of requirements(text)) {
    if (operator === '=' || operator === '==') selector.labels[key] = values[0] ?? '';
    else if (expressionOperators[operator]) selector.expressions.push(`{${key} ${expressionOperators[operator]} [${values.join(' ')}]}`);
    else if (operator === 'gt' || operator === 'lt') throw new UserError(`"${operator}" isn't supported in label selectors`);
    else throw new UserError(`"${operator}" is not a valid label selector operator`);
  }
  return selector;
}

function requirements(text: string): ReturnType<typeof parseLabelSelector> {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    throw error instanceof SelectorError ? new UserError(`couldn't parse the selector string "${text}": ${error.message}`) : error;
  }
}

/** A copy of a Service that selects these pods. Throws UserError for other kinds and for what it cannot select by. */
export function withSelector(object: KubeObject, { labels, expressions }: ServiceSelector): KubeObject {
  if (object.kind !== 'Service') throw new UserError('setting a selector is only supported for Services');
  if (expressions.length > 0) throw new UserError(`match expression [${expressions.join(' ')}] not supported on this object`);
  return { ...object, spec: { ...object['spec'], selector: labels } };
}
