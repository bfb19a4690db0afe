import { describe, expect, it } from 'vitest';
import { deletedText } from '../../../src/kubectl/delete/delete-infos.ts';
import { parseCascade } from '../../../src/kubectl/delete/options.ts';
import type { Io } from '../../../src/kubectl/io.ts';

const deployment = {
  resource: { group: 'apps', version: 'v1', name: 'deployments', singularName: '', kind: 'Deployment', namespaced: true, verbs: [] },
  namespace: 'dev',
  name: 'web',
};
const node = { ...deployment, resource: { ...deployment.resource, group: '', kind: 'Node', namespaced: false }, namespace: '', name: 'n1' };
const plain = { gracePeriod: -1, dryRun: 'none', nameOnly: false } as const;

describe('what is said of a deleted object', () => {
  it.each([
    [deployment, plain, 'deployment.apps "web" deleted from dev namespace\n'],
    [deployment, { ...plain, gracePeriod: 0 }, 'deployment.apps "web" force deleted from dev namespace\n'],
    [deployment, { ...plain, dryRun: 'server' }, 'deployment.apps "web" deleted from dev namespace (server dry run)\n'],
    [deployment, { ...plain, nameOnly: true }, 'deployment.apps/web\n'],
    [node, plain, 'node "n1" deleted\n'],
  ] as const)('%#', (info, options, text) => {
    expect(deletedText(info, options)).toBe(text);
  });
});

describe('--cascade', () => {
  const told: string[] = [];
  const io = { stderr: { write: (text: string) => void told.push(text) } } as unknown as Io;

  it.each([
    ['background', 'Background'],
    ['foreground', 'Foreground'],
    ['orphan', 'Orphan'],
    ['true', 'Background'],
    ['false', 'Orphan'],
  ])('%s', (value, propagation) => {
    expect(parseCascade(value, io)).toBe(propagation);
  });

  it('told off the old words, and refuses others', () => {
    expect(told).toEqual([
      'warning: --cascade=true is deprecated (boolean value) and can be replaced with --cascade=background.\n',
      'warning: --cascade=false is deprecated (boolean value) and can be replaced with --cascade=orphan.\n',
    ]);
    expect(() => parseCascade('maybe', io)).toThrow('invalid cascade value (maybe)');
  });
});
