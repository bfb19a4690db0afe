import { isObject, type JsonObject } from '../../api/json.ts';
import { applyStrategicMergePatch } from '../../api/patch/strategic-merge.ts';
import { DecodeError } from '../../api/schema/decode-error.ts';
import { decode } from '../../api/schema/decode.ts';
import { definition } from '../../api/schema/index.ts';
import type { Container } from '../../api/types.ts';
import { UserError } from '../../api/user-error.ts';
import type { Io } from '../io.ts';
import { filesOf, readText } from '../resources/files.ts';
import { ParseError, readDocument } from '../yaml/read.ts';

const FIXED = 'name, command, image, lifecycle and volume devices are not modifiable via custom profile';

/** The part of a container that --custom names; undefined without it. Throws UserError for what is none. */
export async function readCustomProfile(path: string, io: Io): Promise<Partial<Container> | undefined> {
  if (path === '') return undefined;
  let text: string;
  try {
    text = await readText(filesOf(io), path);
  } catch (error) {
    throw error instanceof UserError ? new UserError(`must pass a container spec json file for custom profile: ${error.message}`) : error;
  }
  try {
    const value = (await readDocument(text)) ?? {};
    if (!isObject(value)) throw new ParseError(`json: cannot unmarshal ${goKind(value)} into Go value of type v1.Container`);
    const { resources: _always, ...object } = decode(definition('core.v1.Container'), value).object;
    return (isObject(value['resources']) ? { ...object, resources: value['resources'] } : object) as Partial<Container>;
  } catch (error) {
    if (!(error instanceof DecodeError) && !(error instanceof ParseError)) throw error;
    throw new UserError(
      `${path} does not contain a valid container spec: error unmarshaling JSON: while decoding JSON: ${(error as Error).message}`,
    );
  }
}

function goKind(value: unknown): string {
  return Array.isArray(value) ? 'array' : typeof value === 'boolean' ? 'bool' : typeof value;
}

/** Refuses what debug itself decides. */
export function checkCustomProfile(custom: Partial<Container> | undefined): void {
  if (!custom) return;
  const { name, command, image, lifecycle, volumeDevices } = custom;
  if (name || command?.length || image || lifecycle || volumeDevices?.length) throw new UserError(FIXED);
}

/** The container with the custom profile laid over it; lists merge as in a strategic patch. */
export function withCustomProfile<C extends { name: string }>(container: C, custom: Partial<Container> | undefined): C {
  if (!custom) return container;
  const patch = { ...custom, name: container.name } as unknown as JsonObject;
  return applyStrategicMergePatch(container as unknown as JsonObject, patch, definition('core.v1.Container')) as unknown as C;
}
