import type { ClusterCrypto } from '../cluster/pki/crypto.ts';
import type * as NodeCrypto from './crypto/node-crypto.ts';
import { load } from './crypto/node-crypto.ts?lazy';

/** Cryptography by Node: loaded by the first one who needs it, since most commands do not. */
export function nodeCrypto(): ClusterCrypto {
  return load<typeof NodeCrypto>().crypto;
}
