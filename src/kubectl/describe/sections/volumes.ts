import type { Volume } from '../../../api/types.ts';
import type { Description } from '../description.ts';
import { claimLines } from './volume-claim.ts';
import { sourceLines, type VolumeSource } from './volume-sources.ts';

export function volumesSection(to: Description, volumes: readonly Volume[] = [], indent = ''): void {
  to.write(`${indent}Volumes:${volumes.length === 0 ? '\t<none>' : ''}\n`);
  for (const volume of volumes) {
    to.line(1, `${indent === '' ? '' : ' '}${volume.name}:`);
    oneVolume(to, volume);
  }
}

function oneVolume(to: Description, volume: Volume): void {
  const { projected, downwardAPI, ephemeral } = volume;
  if (projected) projectedLines(to, projected.sources ?? []);
  else if (downwardAPI) {
    to.line(2, 'Type:', 'DownwardAPI (a volume populated by information about the pod)');
    to.line(2, 'Items:');
    for (const { fieldRef, resourceFieldRef, path } of downwardAPI.items ?? []) {
      const from = fieldRef ? fieldRef.fieldPath : resourceFieldRef?.resource;
      if (from !== undefined) to.line(3, `${from} -> ${path}`);
    }
  } else if (ephemeral) {
    to.line(2, 'Type:', 'EphemeralVolume (an inline specification for a volume that gets created and deleted with the pod)');
    const template = ephemeral.volumeClaimTemplate;
    if (template) claimLines(to, { metadata: template.metadata ?? {}, spec: template.spec }, 2);
  } else sourceLines(to, volume as unknown as VolumeSource, false);
}

type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number];

function projectedLines(to: Description, sources: readonly Projection[]): void {
  to.line(2, 'Type:', 'Projected (a volume that contains injected data from multiple sources)');
  for (const { secret, downwardAPI, configMap, serviceAccountToken, clusterTrustBundle } of sources) {
    if (secret) optionalSource(to, 'SecretName:', secret);
    else if (downwardAPI) to.line(2, 'DownwardAPI:', 'true');
    else if (configMap) optionalSource(to, 'ConfigMapName:', configMap);
    else if (serviceAccountToken) to.line(2, 'TokenExpirationSeconds:', String(serviceAccountToken.expirationSeconds ?? 0));
    else if (clusterTrustBundle) {
      const { name, signerName } = clusterTrustBundle;
      if (name !== undefined) to.line(2, 'ClusterTrustBundleName:', name);
      else if (signerName !== undefined) to.line(2, 'ClusterTrustBundleSigner:', signerName);
    }
  }
}

function optionalSource(to: Description, title: string, { name = '', optional = false }: { name?: string; optional?: boolean }): void {
  to.line(2, title, name);
  to.line(2, 'Optional:', String(optional));
}
