import type { Job, JobSpec } from '../../../api/types.ts';

type Selector = NonNullable<JobSpec['selector']>;

/** Every pod of a Job carries this label with the UID of the Job, which selects it. */
const uidLabel = 'batch.kubernetes.io/controller-uid';

/** What tells the pods of a Job: under their old names and the ones of today, in the order in which they are checked. */
export function jobLabels({ metadata }: Pick<Job, 'metadata'>): Record<string, string> {
  const { uid = '', name = '' } = metadata;
  return { 'controller-uid': uid, 'job-name': name, [uidLabel]: uid, 'batch.kubernetes.io/job-name': name };
}

/** Labels that are given stay, to be refused if they are wrong; so does what the selector says already. */
export function generatedSelector(selector: Selector | undefined, labels: Readonly<Record<string, string>>): Selector {
  return { ...selector, matchLabels: { [uidLabel]: labels[uidLabel]!, ...selector?.matchLabels } };
}
