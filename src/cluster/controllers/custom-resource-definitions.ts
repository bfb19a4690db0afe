import { deepEqual } from '../../api/json.ts';
import type { KubeObject } from '../../api/object.ts';
import { hasReason } from '../../api/status.ts';
import type { CustomResourceDefinition } from '../../api/types.ts';
import { CLEANUP_FINALIZER, isProtectedGroup } from '../kinds/apiextensions/definition-life.ts';
import type { Actor, ActorContext } from '../sim/actor.ts';
import { conditionOf, inPlace, type Condition } from './conditions.ts';

const DEFINITIONS = 'customresourcedefinitions.apiextensions.k8s.io';
const APPROVAL = 'api-approved.kubernetes.io';

type Names = CustomResourceDefinition['spec']['names'];

/** Accepts the names of CustomResourceDefinitions, establishes them, and deletes their instances before they go themselves. */
export const customResourceDefinitionController: Actor = {
  name: 'custom-resource-definition',
  watches: {
    // A definition that goes, or takes other names, may make room for another one of its group.
    [DEFINITIONS]: ({ object }, { api }) =>
      api
        .list(DEFINITIONS)
        .filter(({ spec }) => spec.group === (object as unknown as CustomResourceDefinition).spec.group)
        .map(({ metadata }) => metadata.name ?? ''),
    '*': ({ type, resource }, { api }) => {
      if (type !== 'DELETED' || !resource.includes('.')) return [];
      return api.get(DEFINITIONS, '', resource)?.metadata.deletionTimestamp ? [resource] : [];
    },
  },
  reconcile(name, context) {
    const definition = context.api.get(DEFINITIONS, '', name);
    if (!definition) return;
    if (definition.metadata.deletionTimestamp) finalize(definition, context);
    else establish(definition, context);
  },
};

function establish(definition: CustomResourceDefinition, context: ActorContext): void {
  const { spec, status } = definition;
  const others = context.api
    .list(DEFINITIONS)
    .filter(({ metadata, spec: { group } }) => group === spec.group && metadata.name !== definition.metadata.name);
  const { acceptedNames, conflict } = acceptNames(definition, others);
  const time = context.timestamp();
  const was = (status?.conditions ?? []) as unknown as Condition[];
  const established = conditionOf(was, 'Established')?.status === 'True';
  let conditions = inPlace(
    was,
    conflict
      ? condition('NamesAccepted', 'False', conflict.reason, conflict.message, time)
      : condition('NamesAccepted', 'True', 'NoConflicts', 'no conflicts found', time),
  );
  // Once established, a definition stays so: only its new names wait.
  if (conflict && !established) {
    conditions = inPlace(conditions, condition('Established', 'False', 'NotAccepted', 'not all names are accepted', time));
  } else if (!established) {
    conditions = inPlace(
      conditions,
      condition('Established', 'True', 'InitialNamesAccepted', 'the initial names have been accepted', time),
    );
  }
  if (isProtectedGroup(spec.group)) conditions = inPlace(conditions, approval(definition, time));
  const next = { ...status, conditions, acceptedNames, storedVersions: status?.storedVersions ?? [] };
  if (!deepEqual(next, status))
    context.api.updateStatus(DEFINITIONS, { ...definition, status: next } as unknown as CustomResourceDefinition);
}

function condition(type: string, status: string, reason: string, message: string, time: string): Condition {
  return { type, status, reason, message, lastTransitionTime: time };
}

function approval({ metadata }: CustomResourceDefinition, time: string): Condition {
  const type = 'KubernetesAPIApprovalPolicyConformant';
  const value = metadata.annotations?.[APPROVAL] ?? '';
  if (value.startsWith('unapproved')) {
    return condition(type, 'False', 'UnapprovedAnnotation', `not approved: "${APPROVAL}": "${value}"`, time);
  }
  return condition(type, 'True', 'ApprovedAnnotation', `approved in ${value}`, time);
}

interface Accepted {
  acceptedNames: Names;
  conflict?: { reason: string; message: string };
}

/** Each name is accepted unless another definition of the group has it already; what cannot be accepted stays as it was. */
function acceptNames({ spec, status }: CustomResourceDefinition, others: readonly CustomResourceDefinition[]): Accepted {
  const taken = others.flatMap(({ status: known }) => (known?.acceptedNames ? [known.acceptedNames] : []));
  const resources = new Set(taken.flatMap(({ plural, singular, shortNames }) => [plural, singular ?? '', ...(shortNames ?? [])]));
  const kinds = new Set(taken.flatMap(({ kind, listKind }) => [kind, listKind ?? '']));
  const accepted = { ...(status?.acceptedNames ?? { kind: '', plural: '' }) } as unknown as Record<string, unknown>;
  let conflict: Accepted['conflict'];
  const wanted = spec.names;
  const accept = (field: keyof Names, used: ReadonlySet<string>): void => {
    const names = [wanted[field] ?? []].flat();
    const clash = names.find((name) => name !== '' && used.has(name));
    if (clash === undefined) {
      if (names.length > 0) accepted[field] = wanted[field];
      else delete accepted[field];
      return;
    }
    const reason = `${field[0]!.toUpperCase()}${field.slice(1)}Conflict`;
    conflict ??= { reason, message: `${JSON.stringify(clash)} is already in use` };
  };
  accept('plural', resources);
  accept('singular', resources);
  accept('shortNames', resources);
  accept('kind', kinds);
  accept('listKind', kinds);
  if (wanted.categories) accepted['categories'] = wanted.categories;
  return { acceptedNames: accepted as unknown as Names, ...(conflict ? { conflict } : {}) };
}

/** Its instances go first; then the definition may. */
function finalize(definition: CustomResourceDefinition, context: ActorContext): void {
  const { api, kinds } = context;
  const { finalizers = [], name = '' } = definition.metadata;
  if (!finalizers.includes(CLEANUP_FINALIZER)) return;
  const instances = (): readonly KubeObject[] => (kinds.stored(name) ? (api.list(name) as readonly KubeObject[]) : []);
  for (const { metadata } of instances()) {
    if (metadata.deletionTimestamp !== undefined) continue;
    try {
      api.delete(name, metadata.namespace ?? '', metadata.name ?? '', { propagationPolicy: 'Background' });
    } catch (error) {
      if (!hasReason(error, 'NotFound')) throw error;
    }
  }
  const left = instances().length;
  const done =
    left > 0
      ? condition('Terminating', 'True', 'InstanceDeletionInProgress', 'CustomResource deletion is in progress', context.timestamp())
      : condition('Terminating', 'False', 'InstanceDeletionCompleted', 'removed all instances', context.timestamp());
  const conditions = inPlace(definition.status?.conditions as unknown as Condition[], done);
  const status = { ...definition.status, conditions } as unknown as CustomResourceDefinition['status'];
  const told = deepEqual(conditions, definition.status?.conditions) ? definition : api.updateStatus(DEFINITIONS, { ...definition, status });
  if (left > 0) return;
  api.update(DEFINITIONS, { ...told, metadata: { ...told.metadata, finalizers: finalizers.filter((one) => one !== CLEANUP_FINALIZER) } });
}
