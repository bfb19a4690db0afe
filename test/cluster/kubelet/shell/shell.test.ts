import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { follow, stopped, type Process } from '../../../../src/cluster/kubelet/process/process.ts';
import type { ProcessWorld } from '../../../../src/cluster/kubelet/shell/machine.ts';
import { parseScript } from '../../../../src/cluster/kubelet/shell/parse.ts';
import { ShellSyntaxError } from '../../../../src/cluster/kubelet/shell/syntax.ts';

function world(more: Partial<ProcessWorld> = {}): ProcessWorld {
  return {
    startedAt: Date.UTC(2026, 10, 21, 6, 0, 0),
    environment: { WHO: 'you' },
    hostname: 'web',
    workingDir: '/',
    files: { '/etc/config/color': 'blue' },
    memoryLimit: 16 * 1024 ** 2,
    flavour: 'busybox',
    interactive: false,
    knows: (program) => ['sleep', 'sh', 'awk'].includes(program),
    serves: (program) => (program === 'nginx' ? [80] : undefined),
    image: 'busybox:1.36',
    resolved: () => undefined,
    reachable: () => undefined,
    ...more,
  };
}

const sh = (script: string, more: Partial<ProcessWorld> = {}): Process => ({
  entry: undefined,
  argv: ['sh', '-c', script],
  world: world(more),
});
const output = (script: string): string =>
  follow(sh(script), { horizon: Infinity })
    .lines.map(({ text }) => text)
    .join('|');

describe('what scripts print', () => {
  const cases: [string, string][] = [
    ['echo hello', 'hello'],
    ['echo -n a; echo b', 'ab'],
    ['echo \'single $WHO\' "double $WHO" $WHO', 'single $WHO double you you'],
    ['for i in 1 2 3; do echo line $i; done', 'line 1|line 2|line 3'],
    ['i=0; while [ $i -lt 3 ]; do echo $i; i=$((i+1)); done', '0|1|2'],
    ['i=3; until [ $i -eq 0 ]; do i=$((i - 1)); done; echo $i', '0'],
    ['if [ -f /etc/config/color ]; then cat /etc/config/color; else echo none; fi', 'blue'],
    ['test -f /nowhere && echo yes || echo no', 'no'],
    ['echo $(echo inner) `echo old`', 'inner old'],
    ['case $WHO in me) echo 1;; y*) echo 2;; esac', '2'],
    ['f() { echo "in $1"; }; f x', 'in x'],
    ['echo a | grep b || echo none', 'none'],
    ['printf "%s-%03d\\n" a 7', 'a-007'],
    ['echo ${NONE:-default} ${WHO:+set} ${#WHO}', 'default set 3'],
    ['x=a.b.c; echo ${x%.*} ${x##*.}', 'a.b c'],
    ['date +%F', '2026-11-21'],
    ['sleep 61; date +%H:%M', '06:01'],
    ['set -e; false; echo never', ''],
    ['echo one > /tmp/f; echo two >> /tmp/f; cat /tmp/f', 'one|two'],
    ['cd /tmp && pwd', '/tmp'],
    ['(cd /tmp; x=1); pwd; echo [$x]', '/|[]'],
    ['for x in a b; do for y in 1 2; do [ $y = 2 ] && continue 2; echo $x$y; done; done', 'a1|b1'],
    ['seq 2 | while read n; do echo n$n; break; done', 'n1'],
    ['serve --port 80', 'sh: line 0: serve: not found'],
    ['cat /tmp/ready', "cat: can't open '/tmp/ready': No such file or directory"],
    ['ls /tmp/up', 'ls: /tmp/up: No such file or directory'],
    ['# a comment\necho after', 'after'],
    ['echo "a;b" \';\' \\;', 'a;b ; ;'],
    ['! false && echo negated', 'negated'],
    ['export A=1 B=2; echo $A$B', '12'],
  ];
  it.each(cases)('%s', (script, expected) => expect(output(script)).toBe(expected));
});

describe('how scripts end', () => {
  const cases: [string, { at: number; code: number } | undefined][] = [
    ['exit 3', { at: 0, code: 3 }],
    ['echo x; sleep 2; exit 1', { at: 2000, code: 1 }],
    ['sleep 1.5', { at: 1500, code: 0 }],
    ['sleep 1m; false', { at: 60_000, code: 1 }],
    ['true && false || exit 7', { at: 0, code: 7 }],
    ['sleep infinity', undefined],
    ['while true; do echo x; sleep 1; done', undefined],
    ['tail -f /dev/null', undefined],
    ['awk "{print}" x', undefined],
    ['cat <<EOF\nx\nEOF', undefined],
    ['nginx -g "daemon off;"', undefined],
    ['exec sleep 5', { at: 5000, code: 0 }],
    ['serve', { at: 0, code: 127 }],
    ['i=0; while true; do i=$((i+1)); [ $i -ge 5 ] && exit 9; sleep 1; done', { at: 4000, code: 9 }],
  ];
  it.each(cases)('%s', (script, end) => {
    const followed = follow(sh(script), { horizon: Infinity }).end;
    expect(followed && { at: followed.at, code: followed.code }).toEqual(end);
  });

  it('using more memory than it may', () => {
    expect(follow(sh('x=0123456789; while true; do x=$x$x; done'), { horizon: Infinity }).end).toMatchObject({
      code: 137,
      outOfMemory: true,
    });
  });
});

describe('being told to stop', () => {
  const cases: [string, number, { at: number; code: number }][] = [
    ['sleep 3600', 30_000, { at: 40_000, code: 137 }],
    ['sleep 15', 30_000, { at: 15_000, code: 0 }],
    ["trap 'exit 0' TERM; while true; do sleep 1; done", 30_000, { at: 10_000, code: 0 }],
    ["trap 'exit 3' TERM; while true; do sleep 4; done", 30_000, { at: 12_000, code: 3 }],
    ["trap '' TERM; while true; do sleep 1; done", 5_000, { at: 15_000, code: 137 }],
    ["trap 'echo bye; exit 0' TERM; sleep 3600 & wait", 30_000, { at: 10_000, code: 0 }],
    ['nginx', 30_000, { at: 10_100, code: 0 }],
  ];
  it.each(cases)('%s', (script, grace, expected) => expect(stopped(sh(script), 10_000, grace)).toEqual(expected));

  it('a trap is heard in the output', () => {
    const { lines } = follow(sh("trap 'echo stops; exit 0' TERM; echo runs; while true; do sleep 0.2; done"), {
      horizon: 5_000,
      termAt: 2_000,
    });
    expect(lines.map(({ text }) => text)).toEqual(['runs', 'stops']);
  });
});

describe('long lives', () => {
  it('the end of an endless output is found without going through all of it', () => {
    const { lines } = follow(sh('while true; do date +%s; sleep 1; done'), { horizon: 30 * 86_400_000 });
    const start = world().startedAt / 1000;
    expect(lines.at(-1)?.text).toBe(String(start + 30 * 86_400));
    expect(lines.length).toBeLessThan(400);
  });

  it('files come and go in time', () => {
    const { files } = follow(sh('touch /tmp/healthy; sleep 30; rm -f /tmp/healthy; sleep 600'), { horizon: Infinity });
    expect(files).toEqual([
      { at: 0, path: '/tmp/healthy', text: '' },
      { at: 30_000, path: '/tmp/healthy', text: undefined },
    ]);
  });

  it('waiting for a service ends when it is there', () => {
    const script = 'until nslookup db; do echo waiting; sleep 2; done; echo found';
    const alone = follow(sh(script), { horizon: Infinity });
    expect([alone.end, alone.missed]).toEqual([undefined, ['db']]);
    const since = world().startedAt + 5_000;
    const { end, lines } = follow(sh(script, { reachable: () => since }), { horizon: Infinity });
    expect(end).toEqual({ at: 6_000, code: 0, outOfMemory: false });
    expect(lines.at(-1)?.text).toBe('found');
  });
});

it.each([
  [
    'busybox:1.28',
    'busybox',
    'Server:    10.96.0.10|Address 1: 10.96.0.10 kube-dns.kube-system.svc.cluster.local||Name:      db|Address 1: 10.96.7.7 db.default.svc.cluster.local',
  ],
  ['busybox:1.36', 'busybox', 'Server:\t\t10.96.0.10|Address:\t10.96.0.10:53||Name:\tdb.default.svc.cluster.local|Address: 10.96.7.7|'],
  ['debian', 'debian', 'Server:\t\t10.96.0.10|Address:\t10.96.0.10#53||Name:\tdb.default.svc.cluster.local|Address: 10.96.7.7|'],
] as const)('nslookup of %s tells the address', (image, flavour, text) => {
  const found = { name: 'db.default.svc.cluster.local', addresses: ['10.96.7.7'] };
  const { lines } = follow(sh('nslookup db', { image, flavour, reachable: () => 0, resolved: () => found }), { horizon: Infinity });
  expect(lines.map((line) => line.text).join('|')).toBe(text);
});

describe('whatever the text', () => {
  it('is parsed, or refused as no shell we know', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9 ;|&<>()'"$`\\#{}=!\n*-]{0,60}$/), (text) => {
        try {
          parseScript(text);
        } catch (error) {
          expect(error).toBeInstanceOf(ShellSyntaxError);
        }
      }),
    );
  });

  it('comes to an end when it is followed', () => {
    const words = fc.constantFrom(
      'echo',
      'true',
      'false',
      'sleep 1',
      ';',
      '&&',
      '||',
      '|',
      'x=1',
      '$x',
      'while true',
      'do',
      'done',
      'if',
      'then',
      'fi',
      '(',
      ')',
      '!',
      'exit 2',
      'cat',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 15 }), (parts) => {
        const { end } = follow(sh(parts.join(' ')), { horizon: 10_000 });
        expect(end === undefined || end.at <= 10_000).toBe(true);
      }),
      { numRuns: 200 },
    );
  });
});
