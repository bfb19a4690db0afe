import type { ClusterCrypto } from '../cluster/pki/crypto.ts';
import type * as NodeCrypto from './crypto/node-crypto.ts';

/** The bundler makes a module out of this that is evaluated when it is first asked for; tests load it with the others. */
declare const require: (path: string) => unknown;

let loaded: ClusterCrypto | undefined;

/** Cryptography by Node: loaded by the first one who needs it, since most commands do not. */
export function nodeCrypto(): ClusterCrypto {
  return (loaded ??= (require('./crypto/node-crypto.ts') as typeof NodeCrypto).crypto);
}
