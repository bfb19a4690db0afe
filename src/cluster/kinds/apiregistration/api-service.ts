import { inRange } from '../field-checks.ts';
import { invalid, required, type FieldError } from '../../../api/field-error.ts';
import type { APIService } from '../../../api/types.ts';
import { ageColumn, nameColumn, textColumn } from '../columns.ts';
import { defineKind } from '../define.ts';

const DEFAULT_PORT = 443;

export const apiService = defineKind<APIService>({
  group: 'apiregistration.k8s.io',
  version: 'v1',
  kind: 'APIService',
  plural: 'apiservices',
  singular: 'apiservice',
  namespaced: false,
  categories: ['api-extensions'],
  definition: 'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.APIService',
  nameRule: 'path-segment',
  columns: [
    nameColumn,
    textColumn<APIService>('Service', ({ spec }) => (spec?.service ? `${spec.service.namespace}/${spec.service.name}` : 'Local')),
    textColumn('Available', availableText),
    ageColumn,
  ],
  status: true,
  generation: false,
  setDefaults: ({ spec }) => {
    if (spec?.service) spec.service.port ??= DEFAULT_PORT;
  },
  validate,
});

function availableText({ status }: APIService): string {
  const condition = status?.conditions?.find(({ type }) => type === 'Available');
  if (!condition) return 'Unknown';
  return condition.status === 'True' || !condition.reason ? condition.status : `${condition.status} (${condition.reason})`;
}

function validate({ metadata, spec }: APIService): FieldError[] {
  const { group = '', version = '', groupPriorityMinimum, versionPriority, service, insecureSkipTLSVerify, caBundle } = spec ?? {};
  const errors: FieldError[] = [];
  const expected = `${version}.${group}`;
  if (metadata.name !== expected) {
    errors.push(invalid('metadata.name', metadata.name, `must be \`spec.version+"."+spec.group\`: ${JSON.stringify(expected)}`));
  }
  if (version === '') errors.push(required('spec.version'));
  errors.push(
    ...inRange('spec.groupPriorityMinimum', groupPriorityMinimum, 1, 20000),
    ...inRange('spec.versionPriority', versionPriority, 1, 1000),
  );
  if (!service) {
    if (caBundle) errors.push(invalid('spec.caBundle', caBundle, 'local APIServices may not have a caBundle'));
    if (insecureSkipTLSVerify) {
      errors.push(invalid('spec.insecureSkipTLSVerify', insecureSkipTLSVerify, 'local APIServices may not have insecureSkipTLSVerify'));
    }
    return errors;
  }
  if (!service.namespace) errors.push(required('spec.service.namespace'));
  if (!service.name) errors.push(required('spec.service.name'));
  return [...errors, ...inRange('spec.service.port', service.port, 1, 65535)];
}
