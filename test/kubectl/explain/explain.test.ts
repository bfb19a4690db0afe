import { describe, expect, it } from 'vitest';
import { kindOf, schemaOf, type OpenApiDocument } from '../../../src/kubectl/explain/document.ts';
import { explainInOldLayout } from '../../../src/kubectl/explain/old-layout.ts';
import { explainSchema, heading } from '../../../src/kubectl/explain/render.ts';
import { explainTarget } from '../../../src/kubectl/explain/target.ts';
import { ResourceMapper } from '../../../src/kubectl/resources/mapper.ts';
import { realCluster } from '../../support/real-cluster.ts';

const { cluster } = realCluster();
const administrator = { username: 'kubernetes-admin', groups: ['system:masters'] };

function document(path: string): OpenApiDocument {
  const answer = cluster.wire({ method: 'GET', target: `/openapi/v3/${path}`, headers: {}, trusted: administrator });
  if (answer.kind !== 'whole') throw new Error('no document');
  return JSON.parse(answer.body) as OpenApiDocument;
}

const core = document('api/v1');
const pod = kindOf(core, { group: '', version: 'v1', resource: 'pods' });
const explain = (path: string[], recursive = false): string => explainSchema(core, schemaOf(core, pod), path, recursive);

describe('what is explained', () => {
  it('begins with the kind', () => {
    expect(heading(pod)).toBe('KIND:       Pod\nVERSION:    v1\n\n');
    expect(heading({ group: 'apps', version: 'v1', kind: 'Deployment' })).toMatch(/^GROUP: {6}apps\n/);
  });

  it('tells types, required fields and enumerations', () => {
    const ports = explain(['spec', 'containers', 'ports']);
    expect(ports).toContain('FIELD: ports <[]ContainerPort>\n\n\nDESCRIPTION:\n');
    expect(ports).toContain('  containerPort\t<integer> -required-\n');
    expect(ports).toContain('  protocol\t<string>\n  enum: SCTP, TCP, UDP\n');
    expect(explain(['spec', 'restartPolicy'])).toContain('FIELD: restartPolicy <string>\nENUM:\n    Always\n    Never\n    OnFailure\n\n');
  });

  it('goes down on demand', () => {
    expect(explain(['spec'], true)).toContain('  containers\t<[]Container> -required-\n    args\t<[]string>\n');
  });

  it('ends at cycles', () => {
    const extensions = document('apis/apiextensions.k8s.io/v1');
    const kind = kindOf(extensions, { group: 'apiextensions.k8s.io', version: 'v1', resource: 'customresourcedefinitions' });
    expect(explainSchema(extensions, schemaOf(extensions, kind), [], true)).toContain('allOf\t<[]JSONSchemaProps>\n');
  });

  it('must be there', () => {
    expect(() => explain(['spec', 'nothing', 'here'])).toThrow('field "here" does not exist');
    expect(() => kindOf(core, { group: '', version: 'v1', resource: 'things' })).toThrow(
      'GVR (/v1, Resource=things) not found in OpenAPI schema',
    );
  });

  it('can be laid out as it once was', () => {
    const text = explainInOldLayout(core, pod, schemaOf(core, pod), ['spec', 'containers', 'ports'], false);
    expect(text).toMatch(/^KIND: {5}Pod\nVERSION: {2}v1\n\nRESOURCE: ports <\[\]Object>\n\nDESCRIPTION:\n/);
    expect(text).toContain('\nFIELDS:\n   containerPort\t<integer> -required-\n');
  });
});

describe('the argument', () => {
  const mapper = new ResourceMapper(cluster.discovery());
  const read = (text: string, anyGroup = true): string => {
    const { resource, path } = explainTarget(text, mapper, anyGroup);
    return [resource.group, resource.name, ...path].join(' ');
  };

  it.each([
    ['po', ' pods'],
    ['pods.spec.containers', ' pods spec containers'],
    ['deployments.apps.spec', 'apps deployments spec'],
    ['deploy.apps.spec', 'apps deployments apps spec'],
    ['pods..spec', ' pods spec'],
    ['pods.', ' pods'],
  ])('%s', (text, expected) => {
    expect(read(text)).toBe(expected);
  });

  it.each([
    ['gizmo', `the server doesn't have a resource type "gizmo"`],
    ['', 'a resource must be present, got: /, Resource='],
    ['pod.spec.containers[0]', 'invalid jsonpath syntax, first node must be field node'],
    ['pod.{x', "unrecognized character in action: U+007B '{'"],
  ])('%j is refused', (text, message) => {
    expect(() => read(text)).toThrow(message);
  });
});
