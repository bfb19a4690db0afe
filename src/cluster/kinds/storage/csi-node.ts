import { child, duplicate, invalid, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { CSINode } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, labelName, nonNegative } from '../field-checks.ts';

const LONGEST_NODE_ID = 192;

export const csiNode = defineKind<CSINode>({
  group: 'storage.k8s.io',
  version: 'v1',
  kind: 'CSINode',
  plural: 'csinodes',
  singular: 'csinode',
  namespaced: false,
  definition: 'io.k8s.api.storage.v1.CSINode',
  returnsDeleted: true,
  nameRule: 'dns-subdomain',
  columns: [nameColumn, integerColumn<CSINode>('Drivers', ({ spec }) => spec.drivers?.length ?? 0), ageColumn],
  validate,
});

function validate({ spec }: CSINode): FieldError[] {
  const drivers = spec.drivers ?? [];
  return drivers.flatMap(({ name, nodeID, topologyKeys, allocatable }, index) => {
    const path = child('spec.drivers', index);
    return [
      ...(name ? checked(child(path, 'name'), name.toLowerCase(), checkDnsSubdomain) : [required(child(path, 'name'))]),
      ...(drivers.findIndex((other) => other.name === name) < index ? [duplicate(child(path, 'name'), name)] : []),
      ...(nodeID ? [] : [required(child(path, 'nodeID'))]),
      ...(nodeID && nodeID.length > LONGEST_NODE_ID
        ? [invalid(child(path, 'nodeID'), nodeID, `must be ${LONGEST_NODE_ID} characters or less`)]
        : []),
      ...nonNegative(child(path, 'allocatable', 'count'), allocatable?.count),
      ...(topologyKeys ?? []).flatMap((key) =>
        key === '' ? [required(child(path, 'topologyKeys'))] : labelName(child(path, 'topologyKeys'), key),
      ),
    ];
  });
}
