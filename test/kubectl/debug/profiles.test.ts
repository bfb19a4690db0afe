import { describe, expect, test } from 'vitest';
import type { Pod } from '../../../src/api/types.ts';
import type { DebugFlags } from '../../../src/kubectl/debug/options.ts';
import { applyProfile, checkProfile, type DebugStyle } from '../../../src/kubectl/debug/profiles.ts';

function podWith(style: DebugStyle): Pod {
  const debug = { name: 'debug', image: 'busybox' };
  const probe = { tcpSocket: { port: 80 } };
  return {
    metadata: { name: 'web', labels: { app: 'web' }, annotations: { a: 'b' } },
    spec: {
      initContainers: [{ name: 'init', image: 'busybox' }],
      containers: [
        { name: 'web', image: 'nginx', livenessProbe: probe, readinessProbe: probe, startupProbe: probe },
        ...(style === 'ephemeral' ? [] : [debug]),
      ],
      ...(style === 'ephemeral' ? { ephemeralContainers: [debug] } : {}),
    },
  };
}

function applied(profile: string, style: DebugStyle, flags: Partial<DebugFlags> = {}): Pod {
  const pod = podWith(style);
  applyProfile(pod, 'debug', style, { profile, 'keep-init-containers': true, ...flags } as DebugFlags);
  return pod;
}

function contextOf(pod: Pod): unknown {
  return [...pod.spec!.containers, ...(pod.spec!.ephemeralContainers ?? [])].find(({ name }) => name === 'debug')?.securityContext;
}

const restricted = {
  allowPrivilegeEscalation: false,
  capabilities: { drop: ['ALL'] },
  runAsNonRoot: true,
  seccompProfile: { type: 'RuntimeDefault' },
};

describe('debug profiles', () => {
  test.each<[string, DebugStyle, unknown]>([
    ['legacy', 'ephemeral', undefined],
    ['legacy', 'copy', undefined],
    ['general', 'ephemeral', { capabilities: { add: ['SYS_PTRACE'] } }],
    ['general', 'copy', { capabilities: { add: ['SYS_PTRACE'] } }],
    ['general', 'node', undefined],
    ['baseline', 'copy', undefined],
    ['restricted', 'ephemeral', restricted],
    ['restricted', 'node', restricted],
    ['netadmin', 'node', { capabilities: { add: ['NET_ADMIN', 'NET_RAW'] } }],
    ['sysadmin', 'copy', { privileged: true }],
  ])('%s, %s: the container may', (profile, style, expected) => {
    expect(contextOf(applied(profile, style))).toEqual(expected);
  });

  test.each([
    ['legacy', true, true],
    ['general', true, true],
    ['baseline', false, false],
    ['restricted', false, false],
    ['netadmin', true, false],
    ['sysadmin', true, true],
  ])('%s on a node: host namespaces %s, its file system %s', (profile, namespaces, mounted) => {
    const { spec } = applied(profile, 'node');
    expect(spec?.hostNetwork === true && spec.hostPID === true && spec.hostIPC === true).toBe(namespaces);
    expect(spec?.volumes).toEqual(mounted ? [{ name: 'host-root', hostPath: { path: '/' } }] : undefined);
  });

  test('a copy has no labels, annotations and probes, and shares its processes', () => {
    const { metadata, spec } = applied('general', 'copy');
    expect(metadata).toEqual({ name: 'web' });
    expect(spec?.containers[0]).toEqual({ name: 'web', image: 'nginx' });
    expect(spec?.shareProcessNamespace).toBe(true);
    expect(spec?.initContainers).toHaveLength(1);
  });

  test('a copy keeps what it is told to keep', () => {
    const keep = { 'keep-labels': true, 'keep-annotations': true, 'keep-startup': true, 'keep-init-containers': false };
    const { metadata, spec } = applied('general', 'copy', keep);
    expect(metadata.labels).toEqual({ app: 'web' });
    expect(metadata.annotations).toEqual({ a: 'b' });
    expect(Object.keys(spec!.containers[0]!)).toEqual(['name', 'image', 'startupProbe']);
    expect(spec?.initContainers).toBeUndefined();
  });

  test('there are no others', () => {
    expect(() => checkProfile('toString')).toThrow('unknown profile: toString');
  });
});
