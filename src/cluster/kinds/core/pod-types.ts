import type { EnvVar, Probe, Volume } from '../../../api/types.ts';

/** Parts of a pod that have no name of their own in types.ts. */
export type EnvVarSource = NonNullable<EnvVar['valueFrom']>;
export type HttpGetAction = NonNullable<Probe['httpGet']>;
export type KeyToPath = NonNullable<NonNullable<Volume['configMap']>['items']>[number];
export type DownwardFile = NonNullable<NonNullable<Volume['downwardAPI']>['items']>[number];
export type VolumeProjection = NonNullable<NonNullable<Volume['projected']>['sources']>[number];
