import { invalid } from '../../../api/field-error.ts';
import { checkDnsLabel } from '../../../api/names.ts';
import { parseQuantity, sign } from '../../../api/quantity.ts';
import type { RuntimeClass } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, immutable } from '../field-checks.ts';
import { eachKey, validateLabels } from '../metadata.ts';

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
    ...eachKey(overhead?.podFixed, 'overhead.podFixed', (_, amount, path) =>
      sign(parseQuantity(amount)) < 0 ? [invalid(path, amount, 'must be greater than or equal to 0')] : [],
    ),
    ...validateLabels(scheduling?.nodeSelector, 'scheduling.nodeSelector'),
  ],
  validateUpdate: (next, previous) => immutable('handler', next.handler, previous.handler),
});
