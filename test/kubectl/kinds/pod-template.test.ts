import { describe, expect, test } from 'vitest';
import { podTemplateOf, withPodSpec } from '../../../src/kubectl/kinds/pod-template.ts';

const template = { metadata: { labels: { a: 'b' } }, spec: { containers: [] } };
const cronJob = { apiVersion: 'batch/v1', kind: 'CronJob', metadata: {}, spec: { jobTemplate: { spec: { template } } } };
const pod = { apiVersion: 'v1', kind: 'Pod', metadata: {}, spec: { containers: [] } };

describe('pod templates', () => {
  test.each([
    ['deployment', { apiVersion: 'apps/v1', kind: 'Deployment', metadata: {}, spec: { template } }, template],
    ['cron job', cronJob, template],
    ['pod, its own', pod, pod],
    ['service without one', { apiVersion: 'v1', kind: 'Service', metadata: {}, spec: {} }, undefined],
    ['Deployment of another group', { apiVersion: 'x.io/v1', kind: 'Deployment', metadata: {}, spec: { template } }, undefined],
  ])('of a %s', (_name, object, expected) => {
    expect(podTemplateOf(object)).toEqual(expected);
  });

  test('a changed pod spec is in a copy', () => {
    const changed = withPodSpec(cronJob, (spec) => ({ ...spec, hostname: 'x' }));
    expect(changed['spec'].jobTemplate.spec.template).toEqual({ ...template, spec: { containers: [], hostname: 'x' } });
    expect(template.spec).toEqual({ containers: [] });
    expect(() => withPodSpec({ apiVersion: 'v1', kind: 'Service', metadata: {} }, (spec) => spec)).toThrow(
      'the object is not a pod or does not have a pod template: *v1.Service',
    );
  });
});
