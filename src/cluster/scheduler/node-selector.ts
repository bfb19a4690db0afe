import type { Node, NodeSelector, NodeSelectorRequirement, NodeSelectorTerm } from '../../api/types.ts';

/** Terms are alternatives; what a term demands has to hold together. */
export function matchesNodeSelector({ nodeSelectorTerms }: NodeSelector, node: Node): boolean {
  return nodeSelectorTerms.some((term) => matchesTerm(term, node));
}

/** An empty term matches nothing. */
export function matchesTerm({ matchExpressions = [], matchFields = [] }: NodeSelectorTerm, node: Node): boolean {
  if (matchExpressions.length === 0 && matchFields.length === 0) return false;
  return (
    matchExpressions.every((requirement) => matches(requirement, node.metadata.labels?.[requirement.key])) &&
    matchFields.every((requirement) => matches(requirement, requirement.key === 'metadata.name' ? node.metadata.name : undefined))
  );
}

function matches({ operator, values = [] }: NodeSelectorRequirement, value: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    case 'DoesNotExist':
      return value === undefined;
    case 'Gt':
      return compare(value, values[0]) > 0;
    case 'Lt':
      return compare(value, values[0]) < 0;
    default:
      return false;
  }
}

/** 0 for anything that is not an integer: such a requirement matches nothing. */
function compare(value: string | undefined, bound: string | undefined): number {
  const integer = /^[+-]?[0-9]+$/;
  if (value === undefined || bound === undefined || !integer.test(value) || !integer.test(bound)) return 0;
  return Number(value) - Number(bound);
}
