import type { KubeObject } from '../../api/object.ts';
import { parseGroupVersion } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';

/** The Job that a CronJob would make, started by hand. Throws UserError for other objects. */
export function jobFromCronJob(name: string, cronJob: KubeObject): KubeObject {
  if (cronJob.kind !== 'CronJob') {
    const { version } = parseGroupVersion(cronJob.apiVersion ?? '');
    throw new UserError(`unknown object type *${version}.${cronJob.kind ?? ''}`);
  }
  const template = cronJob['spec'].jobTemplate as {
    metadata?: { labels?: Record<string, string>; annotations?: Record<string, string> };
    spec: unknown;
  };
  const { labels, annotations } = template.metadata ?? {};
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      name,
      annotations: { 'cronjob.kubernetes.io/instantiate': 'manual', ...annotations },
      ...(labels ? { labels } : {}),
      ownerReferences: [
        { apiVersion: 'batch/v1', kind: 'CronJob', name: cronJob.metadata.name ?? '', uid: cronJob.metadata.uid ?? '', controller: true },
      ],
    },
    spec: template.spec,
  };
}
