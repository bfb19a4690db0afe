import { parseLabelSelector, SelectorError, type LabelSelector, type Requirement } from '../../api/labels.ts';
import { UserError } from '../../api/user-error.ts';

const operators = { in: 'In', notin: 'NotIn', '!=': 'NotIn', exists: 'Exists', '!': 'DoesNotExist' } as const;

/** A label query as the LabelSelector of an object. Throws UserError for queries that it cannot express. */
export function labelSelectorOf(text: string): LabelSelector {
  const matchLabels: Record<string, string> = {};
  const matchExpressions: { key: string; operator: string; values?: readonly string[] }[] = [];
  for (const { key, operator, values } of parsed(text)) {
    if (operator === '=' || operator === '==') matchLabels[key] = values[0] ?? '';
    else if (operator === 'gt' || operator === 'lt') throw new UserError(`"${operator}" isn't supported in label selectors`);
    else matchExpressions.push({ key, operator: operators[operator], ...(values.length > 0 ? { values } : {}) });
  }
  return {
    ...(Object.keys(matchLabels).length > 0 ? { matchLabels } : {}),
    ...(matchExpressions.length > 0 ? { matchExpressions } : {}),
  };
}

function parsed(text: string): readonly Requirement[] {
  try {
    return parseLabelSelector(text);
  } catch (error) {
    if (error instanceof SelectorError) throw new UserError(error.message);
    throw error;
  }
}
