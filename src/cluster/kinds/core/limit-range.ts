import type { LimitRange } from '../../../api/types.ts';
import { createdAtColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { setLimitDefaults, validateLimits } from './limit-range-rules.ts';

export const limitRange = defineKind<LimitRange>({
  group: '',
  version: 'v1',
  kind: 'LimitRange',
  plural: 'limitranges',
  singular: 'limitrange',
  namespaced: true,
  shortNames: ['limits'],
  definition: 'io.k8s.api.core.v1.LimitRange',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, createdAtColumn],
  setDefaults: ({ spec }) => {
    for (const item of spec?.limits ?? []) setLimitDefaults(item);
  },
  validate: ({ spec }) => validateLimits(spec?.limits ?? []),
});
