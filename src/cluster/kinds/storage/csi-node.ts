import { child, duplicate, invalid, required, type FieldError } from '../../../api/field-error.ts';
import { checkDnsSubdomain } from '../../../api/names.ts';
import type { CSINode } from '../../../api/types.ts';
import { ageColumn, integerColumn, nameColumn } from '../columns.ts';
import { defineKind } from '../define.ts';
import { checked, immutable, labelName, nonNegative } from '../field-checks.ts';

type Driver = NonNullable<CSINode['spec']['drivers']>[number];

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
  validateUpdate,
});

function validate({ spec }: CSINode): FieldError[] {
  const drivers = spec.drivers ?? [];
  return drivers.flatMap(({ name, nodeID, topologyKeys, allocatable }, index) => {
    const path = child('spec.drivers', index);
    return [
      ...(name ? checked(child(path, 'name'), name.toLowerCase(), checkDnsSubdomain) : [required(child(path, 'name'))]),
      ...(nodeID ? [] : [required(child(path, 'nodeID'))]),
      ...(nodeID && nodeID.length > LONGEST_NODE_ID
        ? [invalid(child(path, 'nodeID'), nodeID, `must be ${LONGEST_NODE_ID} characters or less`)]
        : []),
      ...nonNegative(child(path, 'allocatable', 'count'), allocatable?.count),
      ...(drivers.findIndex((other) => other.name === name) < index ? [duplicate(child(path, 'name'), name)] : []),
      // The path is what the API server says.
      ...(topologyKeys ?? []).flatMap((key, i, keys) => [
        ...(key === '' ? [required(path)] : []),
        ...(keys.indexOf(key) < i ? [duplicate(path, key)] : []),
        ...labelName(path, key),
      ]),
    ];
  });
}

/** Only how many volumes there is room for may change. */
function validateUpdate({ spec }: CSINode, previous: CSINode): FieldError[] {
  const shown = (driver: Driver): object => ({
    Name: driver.name,
    NodeID: driver.nodeID,
    TopologyKeys: driver.topologyKeys ?? null,
    Allocatable: null,
  });
  return (previous.spec.drivers ?? []).flatMap((old) =>
    (spec.drivers ?? []).filter(({ name }) => name === old.name).flatMap((driver) => immutable('spec.drivers', shown(driver), shown(old))),
  );
}
