import { STORAGE_CLASS_ANNOTATION } from '../../kinds/core/persistent-volume-claim.ts';
import { isAbout, type AdmissionPlugin } from './plugin.ts';

const ANNOTATION = 'storageclass.kubernetes.io/is-default-class';

/** A claim that names no class gets the newest default one. */
export const defaultStorageClass: AdmissionPlugin = {
  name: 'DefaultStorageClass',
  admit(attributes, { api }) {
    const { operation, object } = attributes;
    if (operation !== 'CREATE' || !object || !isAbout(attributes, 'persistentvolumeclaims')) return;
    const spec = object['spec'] as { storageClassName?: string } | undefined;
    if (!spec || spec.storageClassName !== undefined || object.metadata.annotations?.[STORAGE_CLASS_ANNOTATION] !== undefined) return;
    const chosen = newestDefault(api.list('storageclasses.storage.k8s.io'), ANNOTATION);
    if (chosen) spec.storageClassName = chosen;
  },
};

/** The name of the newest object that the annotation makes the default. */
export function newestDefault(
  classes: readonly { metadata: { name?: string; creationTimestamp?: string; annotations?: Record<string, string> } }[],
  annotation: string,
): string | undefined {
  return classes
    .filter(({ metadata }) => metadata.annotations?.[annotation] === 'true')
    .sort((a, b) => (b.metadata.creationTimestamp ?? '').localeCompare(a.metadata.creationTimestamp ?? ''))[0]?.metadata.name;
}
