import type { KubeObject } from '../../../api/object.ts';
import type { OutputFormat } from './negotiation.ts';

/** Of a watch's Tables only the first says what the columns are. */
export function tableEvents({ metaVersion }: OutputFormat): (object: KubeObject) => KubeObject {
  let told = false;
  return (object) => {
    const versioned =
      metaVersion === 'v1' || !object.apiVersion?.startsWith('meta.k8s.io/') ? object : { ...object, apiVersion: 'meta.k8s.io/v1beta1' };
    if (object.kind !== 'Table') return versioned;
    const shown = told ? { ...versioned, columnDefinitions: null } : versioned;
    told = true;
    return shown;
  };
}
