import type { ApiResource } from '../../api/client.ts';
import { formatGroupVersion } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { boolFlag, listFlag, stringFlag, type FlagValues } from '../argv/flags.ts';
import { allNamespacesFlag, chunkSizeFlag, printFlags } from '../argv/shared-flags.ts';
import { BareError } from '../errors.ts';
import type { Session } from '../session.ts';

export const eventsFlags = {
  ...allNamespacesFlag,
  ...chunkSizeFlag,
  ...printFlags(),
  for: stringFlag({ description: 'Only the events that concern this object, given as TYPE/NAME.' }),
  'no-headers': boolFlag({ description: 'Leave the header of the table out.' }),
  types: listFlag({ description: 'Only events of these types: Normal, Warning.' }),
  watch: boolFlag({ short: 'w', description: 'After the events so far, go on and show those that come.' }),
};

export type EventsFlags = FlagValues<typeof eventsFlags>;

/** The field selector that `--for` stands for. Throws in kubectl's words when it names no type. */
export function eventsFieldSelector(session: Session, { for: about }: EventsFlags): string | undefined {
  if (about === '') return undefined;
  const [type = '', name = '', ...rest] = about.split('/');
  if (!about.includes('/')) throw new UserError('--for must be in resource/name form');
  if (rest.length > 0) throw new UserError('arguments in resource/name form may not have more than one slash');
  if (type === '' || name === '' || type.includes(','))
    throw new UserError('arguments in resource/name form must have a single resource and name');
  const { group, version, kind } = resourceOf(session, type);
  return `involvedObject.kind=${kind},involvedObject.apiVersion=${formatGroupVersion(group, version)},involvedObject.name=${name}`;
}

function resourceOf({ mapper, warn }: Session, type: string): ApiResource {
  try {
    return mapper.forArgument(type, warn);
  } catch (error) {
    throw error instanceof UserError ? new BareError(error.message) : error;
  }
}

/** Whether an event of this type is wanted. Throws UserError for types that events do not have. */
export function typeFilter({ types }: EventsFlags): (type: string | undefined) => boolean {
  const wanted = types.map((type) => type.toLowerCase());
  if (wanted.some((type) => type !== 'normal' && type !== 'warning')) throw new UserError('valid --types are Normal or Warning');
  return (type = '') => wanted.length === 0 || wanted.includes(type.toLowerCase());
}
