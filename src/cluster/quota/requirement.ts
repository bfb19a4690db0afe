import type { ScopeRequirement } from './measure.ts';

/** Does the name that an object has for something (a priority class), or its lack of one, meet the requirement? */
export function meets({ operator, values }: ScopeRequirement, name: string | undefined): boolean {
  switch (operator) {
    case 'In':
      return name !== undefined && values.includes(name);
    case 'NotIn':
      return name === undefined || !values.includes(name);
    case 'DoesNotExist':
      return name === undefined;
    default:
      return name !== undefined;
  }
}
