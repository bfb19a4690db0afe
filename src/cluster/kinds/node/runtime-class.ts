import { child, duplicate, type FieldError } from '../../../api/field-error.ts';
import { deepEqual } from '../../../api/json.ts';
import { checkDnsLabel } from '../../../api/names.ts';
import type { RuntimeClass, Toleration } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { shownToleration } from '../core/pod-dump.ts';
import { validateResources } from '../core/resource-validation.ts';
import { validateTolerations } from '../core/scheduling-validation.ts';
import { nodeLabelWarnings } from '../core/node-label-warnings.ts';
import { defineKind } from '../define.ts';
import { checked, immutable } from '../field-checks.ts';
import { validateLabels } from '../metadata.ts';

export const runtimeClass = defineKind<RuntimeClass>({
  group: 'node.k8s.io',
  version: 'v1',
  kind: 'RuntimeClass',
  plural: 'runtimeclasses',
  singular: 'runtimeclass',
  namespaced: false,
  definition: 'io.k8s.api.node.v1.RuntimeClass',
  nameRule: 'dns-subdomain',
  columns: [nameColumn, textColumn<RuntimeClass>('Handler', ({ handler }) => handler ?? ''), ageColumn],
  validate: ({ handler, overhead, scheduling }) => [
    ...checked('handler', handler ?? '', checkDnsLabel),
    ...(overhead?.podFixed ? validateResources({ limits: overhead.podFixed }, new Set(), 'overhead') : []),
    ...validateLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector'),
    ...validateRuntimeTolerations(scheduling?.tolerations ?? []),
  ],
  warnings: ({ scheduling }) =>
    Object.keys(scheduling?.nodeSelector ?? {}).flatMap((key) => nodeLabelWarnings(key, 'scheduling.nodeSelector', false)),
  validateUpdate: (next, previous) => immutable('handler', next.handler, previous.handler),
});

/** Tolerations that are added to every pod of the class: the same one twice says nothing. */
function validateRuntimeTolerations(tolerations: readonly Toleration[]): FieldError[] {
  const path = 'scheduling.tolerations';
  return tolerations.flatMap((toleration, i) => [
    ...validateTolerations([toleration], path).map((error) => ({ ...error, field: error.field.replace(`${path}[0]`, `${path}[${i}]`) })),
    ...(tolerations.slice(0, i).some((other) => deepEqual(other, toleration))
      ? [duplicate(child(path, i), shownToleration(toleration))]
      : []),
  ]);
}
