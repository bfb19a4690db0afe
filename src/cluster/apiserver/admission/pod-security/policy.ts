import { invalid, keyed, type FieldError } from '../../../../api/field-error.ts';

export const LEVELS = ['privileged', 'baseline', 'restricted'] as const;
export type Level = (typeof LEVELS)[number];

/** The minor of `v1.N`; Infinity is `latest`. */
type Version = number;

export interface LevelVersion {
  level: Level;
  version: Version;
}

export type Mode = 'enforce' | 'audit' | 'warn';
export type Policy = Record<Mode, LevelVersion>;

type Labels = Readonly<Record<string, string>> | undefined;

const PREFIX = 'pod-security.kubernetes.io/';
const VERSION = /^v1\.(0|[1-9][0-9]*)$/;

/** What a namespace's labels ask for. Of labels that make no sense the strictest is taken where it refuses, and nothing where it only tells. */
export function policyOf(labels: Labels): { policy: Policy; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const policy = Object.fromEntries(
    (['enforce', 'audit', 'warn'] as const).map((mode) => {
      const level = labels?.[PREFIX + mode];
      const version = labels?.[`${PREFIX}${mode}-version`];
      return [mode, { level: parseLevel(mode, level, errors), version: parseVersion(mode, version, errors) }];
    }),
  ) as Policy;
  // Whoever only enforces is warned as well.
  if (labels?.[`${PREFIX}warn`] === undefined && stricter(policy.enforce.level, policy.warn.level)) {
    policy.warn.level = policy.enforce.level;
    if (labels?.[`${PREFIX}warn-version`] === undefined) policy.warn.version = policy.enforce.version;
  }
  return { policy, errors };
}

function parseLevel(mode: Mode, text: string | undefined, errors: FieldError[]): Level {
  if (text === undefined) return 'privileged';
  const level = LEVELS.find((known) => known === text);
  if (level) return level;
  errors.push(invalid(keyed('metadata.labels', PREFIX + mode), text, `must be one of ${LEVELS.join(', ')}`));
  return mode === 'enforce' ? 'restricted' : 'privileged';
}

function parseVersion(mode: Mode, text: string | undefined, errors: FieldError[]): Version {
  if (text === undefined || text === 'latest') return Infinity;
  const match = VERSION.exec(text);
  if (match) return Number(match[1]);
  errors.push(invalid(keyed('metadata.labels', `${PREFIX}${mode}-version`), text, 'must be "latest" or "v1.x"'));
  return Infinity;
}

export function stricter(a: Level, b: Level): boolean {
  return LEVELS.indexOf(a) > LEVELS.indexOf(b);
}

/** `restricted:latest`, `baseline:v1.30` */
export function levelText({ level, version }: LevelVersion): string {
  return `${level}:${version === Infinity ? 'latest' : `v1.${version}`}`;
}
