import { checkConfigKey } from '../../api/names.ts';
import { UserError } from '../../api/user-error.ts';
import type { KubeObject } from '../../api/object.ts';
import type { KeyedBytes } from './key-sources.ts';
import { withHash } from './name-hash.ts';

/** Collects the entries of a Secret, refusing keys that it cannot have. */
export class SecretData {
  readonly data: Record<string, string> = {};

  readonly add = ({ key, bytes }: KeyedBytes): void => {
    const faults = checkConfigKey(key);
    if (faults.length > 0) throw new UserError(`"${key}" is not valid key name for a Secret ${faults.join(';')}`);
    if (Object.hasOwn(this.data, key)) throw new UserError(`cannot add key ${key}, another key by that name already exists`);
    this.data[key] = Buffer.from(bytes).toString('base64');
  };

  /** The Secret, with its hash behind the name when that is wanted. */
  toSecret(name: string, type: string, appendHash: boolean): KubeObject {
    const { data } = this;
    const object: KubeObject = {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name },
      ...(Object.keys(data).length > 0 ? { data } : {}),
      ...(type === '' ? {} : { type }),
    };
    return appendHash ? withHash(object) : object;
  }
}

/** kubectl's own words have no colon here. */
export const secretFailure = 'failed to create secret ';
