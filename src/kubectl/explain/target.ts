import type { ApiResource } from '../../api/client.ts';
import { groupResource } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { BareError } from '../errors.ts';
import type { ResourceMapper } from '../resources/mapper.ts';

export interface ExplainTarget {
  resource: ApiResource;
  /** Names of fields: `spec`, `containers`. */
  path: readonly string[];
}

/** Reads `TYPE[.FIELD…]`; with `anyGroup` the group may stand behind the type (`deployments.apps.spec`). */
export function explainTarget(text: string, mapper: ResourceMapper, anyGroup: boolean): ExplainTarget {
  const [type = '', ...rest] = text.split('.');
  checkPath(text, type, rest);
  if (type === '') throw new UserError('a resource must be present, got: /, Resource=');
  const candidates = mapper.named(type.toLowerCase());
  const [preferred] = candidates;
  if (!preferred) throw new BareError(`the server doesn't have a resource type "${type}"`);
  const path = rest.filter((name) => name !== '');
  if (!anyGroup) return { resource: preferred, path };
  for (const resource of candidates) {
    const name = groupResource(resource.group, resource.name);
    if (text.startsWith(name))
      return {
        resource,
        path: text
          .slice(name.length)
          .split('.')
          .slice(1)
          .filter((each) => each !== ''),
      };
  }
  return { resource: preferred, path };
}

/** kubectl reads the path as JSONPath, of which it takes names of fields only. */
function checkPath(text: string, type: string, rest: readonly string[]): void {
  const strange = /[{}()]/.exec(text)?.[0];
  if (strange !== undefined) {
    const code = (strange.codePointAt(0) as number).toString(16).toUpperCase().padStart(4, '0');
    throw new UserError(`unrecognized character in action: U+${code} '${strange}'`);
  }
  const index = /\[([^\]]*)\]?/.exec(text)?.[1];
  if (index !== undefined && !/^[-\d:,*]*$/.test(index)) throw new UserError(`invalid array index ${index}`);
  const skips = rest.slice(1, -1).includes('') || (type === '' && rest.length > 0);
  if (index !== undefined || skips) throw new UserError('invalid jsonpath syntax, first node must be field node');
}
