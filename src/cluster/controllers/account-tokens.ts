import { deepEqual } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import type { Secret } from '../../api/types.ts';
import { ACCOUNT_NAME, ACCOUNT_UID, issueLegacyToken, TOKEN_SECRET } from '../apiserver/account-tokens.ts';
import { encodeText } from '../kinds/core/base64.ts';
import type { Pki } from '../pki/pki.ts';
import type { Actor } from '../sim/actor.ts';
import { keyOf, splitKey } from './keys.ts';

/** Fills Secrets that ask for the token of a service account, and takes away those whose account is gone. */
export function tokenController(pki: Pki): Actor {
  return {
    name: 'serviceaccount-token',
    watches: {
      secrets: ({ type, object }) => (type !== 'DELETED' && object['type'] === TOKEN_SECRET ? [keyOf(object)] : []),
      serviceaccounts: ({ type, object }, { api }) =>
        type === 'MODIFIED'
          ? []
          : api
              .list('secrets', object.metadata.namespace)
              .filter((secret) => secret.type === TOKEN_SECRET && accountName(secret) === object.metadata.name)
              .map((secret) => keyOf(secret as KubeObject)),
    },
    reconcile(key, { api }) {
      const { namespace, name } = splitKey(key);
      const secret = api.get('secrets', namespace, name);
      if (!secret || secret.type !== TOKEN_SECRET || secret.metadata.deletionTimestamp) return;
      const account = api.get('serviceaccounts', namespace, accountName(secret));
      const wantedUid = secret.metadata.annotations?.[ACCOUNT_UID];
      if (!account || (wantedUid && wantedUid !== account.metadata.uid)) {
        api.delete('secrets', namespace, name, { preconditions: { uid: secret.metadata.uid ?? '' } });
        return;
      }
      const data = {
        ...secret.data,
        'ca.crt': encodeText(pki.authority().certificate),
        namespace: secret.data?.['namespace'] || encodeText(namespace),
        token: secret.data?.['token'] || encodeText(issueLegacyToken(account, name, pki)),
      };
      const annotations = { ...secret.metadata.annotations, [ACCOUNT_UID]: account.metadata.uid ?? '' };
      if (deepEqual(data, secret.data) && deepEqual(annotations, secret.metadata.annotations)) return;
      api.update('secrets', { ...secret, metadata: { ...secret.metadata, annotations }, data });
    },
  };
}

function accountName({ metadata }: Pick<Secret, 'metadata'>): string {
  return metadata.annotations?.[ACCOUNT_NAME] ?? '';
}
