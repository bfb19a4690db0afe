import { stripVTControlCharacters } from 'node:util';

/**
 * Transcripts: console sessions recorded against a real Kubernetes v1.36 cluster.
 *
 *     # a comment
 *     #~ settle 3          the cluster settles for 3 seconds before the next step
 *     #~ env NAME=VALUE    a setting for the whole file
 *     $ kubectl get pods   a command; its further lines begin with "> "
 *     NAME   READY   ...   what the terminal showed, stdout and stderr together
 *     [exit 1]             its exit status, when that is not 0
 */
export type Step =
  | { kind: 'command'; command: string; output: string; exit: number }
  | { kind: 'settle'; seconds: number }
  | { kind: 'env'; name: string; value: string };

export function parseTranscript(text: string): Step[] {
  const steps: Step[] = [];
  let current: (Step & { kind: 'command' }) | undefined;
  for (const line of text.split('\n')) {
    if (line.startsWith('$ ')) {
      current = { kind: 'command', command: line.slice(2), output: '', exit: 0 };
      steps.push(current);
    } else if (current && line.startsWith('> ') && current.output === '') {
      current.command += `\n${line.slice(2)}`;
    } else if (line.startsWith('#~ settle')) {
      steps.push({ kind: 'settle', seconds: Number(line.split(/\s+/)[2] ?? 3) });
      current = undefined;
    } else if (line.startsWith('#~ env ')) {
      const [name = '', value = ''] = line.slice('#~ env '.length).trim().split('=');
      steps.push({ kind: 'env', name, value });
      current = undefined;
    } else if (line.startsWith('# ')) {
      current = undefined;
    } else if (current) {
      const exit = /^\[exit (\d+)\]$/.exec(line);
      if (exit) current.exit = Number(exit[1]);
      else current.output += `${line}\n`;
    }
  }
  return steps;
}

/** What the API server draws random names from. */
const SAFE = '[bcdfghjklmnpqrstvwxz2456789]';

/** What differs between two runs of one session, and what stands for it. */
const VARYING: readonly [RegExp, string][] = [
  [/(containerd:\/\/)[0-9a-f]{64}/g, '$1<container-id>'],
  [/@sha256:[0-9a-f]{64}/g, '@sha256:<digest>'],
  [
    /in (\d+m)?[\d.]+m?s \((\d+m)?[\d.]+m?s including waiting\)\. Image size: \d+ bytes\./g,
    'in <duration> (<duration> including waiting). Image size: <bytes> bytes.',
  ],
  [/\b[0-9a-f]{64}\b/g, '<id>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d+(Z|[+-]\d\d:\d\d)/g, '<time>'],
  [/kube-api-access-[a-z0-9]{5}/g, 'kube-api-access-<id>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, '<uid>'],
  [/\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z/g, '<time>'],
  [/\b(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}/g, '<time>'],
  [/\b10\.244\.\d+\.\d+(\/\d+)?/g, '<pod-ip>'],
  [/\b10\.96\.\d+\.\d+/g, '<service-ip>'],
  [/\b172\.18\.\d+\.\d+/g, '<node-ip>'],
  [/\b127\.0\.0\.1:\d+|\b0\.0\.0\.0:\d+/g, '<server>'],
  [/:3[0-2]\d{3}\b/g, ':<node-port>'],
  [/(nodePort: |NodePort:\s+\S+\s+)3[0-2]\d{3}/g, '$1<node-port>'],
  [/healthCheckNodePort: \d+/g, 'healthCheckNodePort: <node-port>'],
  [/kubesim-worker2?\b/g, '<worker>'],
  [new RegExp(`pod-template-hash(=|: ?)"?${SAFE}{5,10}"?`, 'g'), 'pod-template-hash$1<hash>'],
  [new RegExp(`controller-revision-hash(=|: ?)"?([a-z0-9-]+-)?${SAFE}{5,10}"?`, 'g'), 'controller-revision-hash$1<hash>'],
  [new RegExp(`-${SAFE}{7,10}-${SAFE}{5}\\b`, 'g'), '-<hash>-<id>'],
  [new RegExp(`-${SAFE}{8,10}\\b`, 'g'), '-<hash>'],
  [/-2\d{7}-/g, '-<minute>-'],
  [/-2\d{7}\b/g, '-<minute>'],
  [new RegExp(`-${SAFE}{5}(?=[\\s",:/_;.\\]]|$)`, 'gm'), '-<id>'],
  [/resourceVersion: "\d+"/g, 'resourceVersion: "<rv>"'],
  [/"resourceVersion": ?"\d+"/g, '"resourceVersion": "<rv>"'],
  [/\((x\d+) over [^)]*\)/g, ''],
  [/(?<![\w.:-])(\d+[smhdy])+( ago)?(?=\s|$|\))/g, '<age>$2'],
];

/** The text with all that may differ folded away, and runs of blanks made one. */
export function normalize(text: string): string {
  let out = stripVTControlCharacters(text);
  for (const [pattern, standIn] of VARYING) out = out.replace(pattern, standIn);
  return out
    .split('\n')
    .map((line) => line.replace(/(?<=\S)\s+/g, ' ').trimEnd())
    .filter((line) => line !== '')
    .filter((line) => !line.startsWith('Waiting for ')) // how often progress is told depends on timing
    .filter((line, i, kept) => line !== kept[i - 1])
    .join('\n');
}
