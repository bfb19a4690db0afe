import type { ApiResource } from '../../../../api/client.ts';
import { getOwn } from '../../../../api/json.ts';
import type { KindCatalogue } from '../../../kinds/catalogue.ts';
import type { ClusterCrypto } from '../../../pki/crypto.ts';
import { verbsOf } from '../../discovery.ts';
import { storageName } from '../../registry.ts';

const BYTES = 8;

/** Kinds whose version is new in v1.36: a server stores them so that the release before could still read them. */
const STORED_BEFORE: Readonly<Record<string, string>> = {
  'mutatingadmissionpolicies.admissionregistration.k8s.io': 'v1beta1',
  'mutatingadmissionpolicybindings.admissionregistration.k8s.io': 'v1beta1',
};

/** Tells clients which resources are the same objects, and when they begin to be stored in another version. Undefined for what is not stored. */
export function storageVersionHash(
  { group, version, name }: ApiResource,
  kinds: KindCatalogue,
  { digest }: Pick<ClusterCrypto, 'digest'>,
): string | undefined {
  const kind = kinds.find(group, version, name);
  if (!kind || kind.computed || !verbsOf(kind)?.includes('list')) return undefined;
  const resource = storageName(kind);
  const stored = kinds.stored(resource) ?? kind;
  return digest(`${stored.group}/${getOwn(STORED_BEFORE, resource) ?? stored.storageVersion ?? stored.version}/${stored.kind}`, BYTES);
}
