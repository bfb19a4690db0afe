import { UserError } from '../../api/user-error.ts';

/** What the arguments after a verb name: types, then perhaps names; or TYPE/NAME pairs. */
export interface ResourceArguments {
  types: readonly string[];
  names: readonly string[];
  pairs: readonly { type: string; name: string }[];
}

const MIXED =
  "there is no need to specify a resource type as a separate argument when passing arguments in resource/name form (e.g. 'kubectl get resource/<resource_name>' instead of 'kubectl get resource resource/<resource_name>'";

export const MISSING_RESOURCE = `You must provide one or more resources by argument or filename.
Example resource specifications include:
   '-f rsrc.yaml'
   '--filename=rsrc.json'
   '<resource> <name>'
   '<resource>'`;

/** With --local there is no server to ask for what the arguments name. */
export const LOCAL_RESOURCE =
  "you must specify resources by --filename when --local is set.\nExample resource specifications include:\n   '-f rsrc.yaml'\n   '--filename=rsrc.json'";

/** Reads `pods`, `pods,svc`, `pod web db`, `deploy/web svc/db`. Throws kubectl's errors for mixtures. */
export function parseResourceArguments(args: readonly string[]): ResourceArguments {
  const combined = args.filter((arg) => arg.includes('/')).length;
  if (combined > 0 && combined !== args.length) throw new UserError(MIXED);
  if (combined > 0) return { types: [], names: [], pairs: args.map(parsePair) };
  const [types, ...names] = args;
  return { types: types === undefined ? [] : splitTypes(types), names, pairs: [] };
}

function parsePair(text: string): { type: string; name: string } {
  const segments = text.split('/');
  if (segments.length !== 2) throw new UserError('arguments in resource/name form may not have more than one slash');
  const [type = '', name = ''] = segments;
  if (type === '' || name === '' || splitTypes(type).length !== 1) {
    throw new UserError('arguments in resource/name form must have a single resource and name');
  }
  return { type, name };
}

/** Comma list without repetitions. */
function splitTypes(text: string): string[] {
  return [...new Set(text.split(','))];
}
