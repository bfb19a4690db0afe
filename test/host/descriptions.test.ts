import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { descriptionsIn } from '../../src/host/descriptions.ts';

const describedBy = descriptionsIn(join(import.meta.dirname, '..', '..', 'dist', 'descriptions.txt'));

describe('what the build has collected about the fields of the API', () => {
  const pod = describedBy('core.v1.PodSpec')?.[1] ?? {};

  it('tells of plain fields in the words of our release', () => {
    expect(pod['restartPolicy']).toMatch(/^Restart policy for all containers within the pod\./);
    expect(describedBy('core.v1.ObjectReference')?.[0]).toMatch(/^ObjectReference contains enough information/);
  });

  it('tells of fields that are objects', () => {
    expect(pod['affinity']).toBe("If specified, the pod's scheduling constraints");
    expect(describedBy('core.v1.Pod')?.[1]?.['spec']).toMatch(/^Specification of the desired behavior of the pod\. More info: /);
    expect(describedBy('apiextensions.v1.CustomResourceDefinition')?.[1]?.['spec']).toBe(
      'spec describes how the user wants the resources to appear',
    );
  });

  it('keeps paragraphs', () => {
    expect(pod['schedulingGates']).toContain('attempt to schedule the pod.\n\nSchedulingGates can only be set');
  });

  it('knows nothing of what is not there', () => {
    expect(describedBy('core.v1.Nothing')).toBeUndefined();
    expect(descriptionsIn('/nonexistent/descriptions.txt')('core.v1.Pod')).toBeUndefined();
  });
});
