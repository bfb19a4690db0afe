import type * as k8s from '@kubernetes/client-node';
import type { Kind } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { validateFlowSchemaSpec } from './flow-schema-validation.ts';

export type FlowSchema = Kind<k8s.V1FlowSchema>;

const DEFAULT_PRECEDENCE = 1000;

export const flowSchema = defineKind<FlowSchema>({
  group: 'flowcontrol.apiserver.k8s.io',
  version: 'v1',
  kind: 'FlowSchema',
  plural: 'flowschemas',
  singular: 'flowschema',
  namespaced: false,
  definition: 'io.k8s.api.flowcontrol.v1.FlowSchema',
  nameRule: 'dns-subdomain',
  columns: [
    nameColumn,
    textColumn<FlowSchema>('PriorityLevel', ({ spec }) => spec?.priorityLevelConfiguration?.name ?? ''),
    { name: 'MatchingPrecedence', type: 'string', cell: ({ spec }) => spec?.matchingPrecedence ?? 0 },
    textColumn<FlowSchema>('DistinguisherMethod', ({ spec }) => spec?.distinguisherMethod?.type ?? '<none>'),
    ageColumn,
    textColumn<FlowSchema>('MissingPL', ({ status }) => status?.conditions?.find(({ type }) => type === 'Dangling')?.status ?? '?'),
  ],
  status: true,
  generation: true,
  setDefaults: ({ spec }) => {
    if (spec) spec.matchingPrecedence ||= DEFAULT_PRECEDENCE;
  },
  validate: ({ metadata, spec }) => validateFlowSchemaSpec(spec, metadata.name ?? ''),
});
