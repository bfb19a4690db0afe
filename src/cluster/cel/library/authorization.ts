import type { UserInfo } from '../../../api/client.ts';
import type { Library } from '../functions.ts';
import { EvaluationError, Opaque, type Value } from '../values.ts';

/** What an expression wants to know of RBAC: a resource, or (with `path`) something that is none. */
export interface AccessQuestion {
  user: UserInfo;
  verb: string;
  path?: string;
  group?: string;
  version?: string;
  resource?: string;
  subresource?: string;
  namespace?: string;
  name?: string;
  fieldSelector?: string;
  labelSelector?: string;
}

export interface AccessDecision {
  allowed: boolean;
  reason?: string;
}

export type Authorize = (question: AccessQuestion) => AccessDecision;

const NAME = 'kubernetes.authorization.';

/** `authorizer`: whose permissions are asked for. */
export class Authorizer extends Opaque {
  readonly typeName = `${NAME}Authorizer`;
  readonly user: UserInfo;
  readonly authorize: Authorize;

  constructor(user: UserInfo, authorize: Authorize) {
    super();
    this.user = user;
    this.authorize = authorize;
  }
}

class PathCheck extends Opaque {
  readonly typeName = `${NAME}PathCheck`;
  readonly authorizer: Authorizer;
  readonly path: string;

  constructor(authorizer: Authorizer, path: string) {
    super();
    this.authorizer = authorizer;
    this.path = path;
  }
}

class GroupCheck extends Opaque {
  readonly typeName = `${NAME}GroupCheck`;
  readonly authorizer: Authorizer;
  readonly group: string;

  constructor(authorizer: Authorizer, group: string) {
    super();
    this.authorizer = authorizer;
    this.group = group;
  }
}

type ResourceParts = Omit<AccessQuestion, 'user' | 'verb' | 'path'>;

export class ResourceCheck extends Opaque {
  readonly typeName = `${NAME}ResourceCheck`;
  readonly authorizer: Authorizer;
  readonly parts: ResourceParts;

  constructor(authorizer: Authorizer, parts: ResourceParts) {
    super();
    this.authorizer = authorizer;
    this.parts = parts;
  }
}

class Decision extends Opaque {
  readonly typeName = `${NAME}Decision`;
  readonly decision: AccessDecision;

  constructor(decision: AccessDecision) {
    super();
    this.decision = decision;
  }
}

const narrowed =
  (part: keyof ResourceParts) =>
  (check: ResourceCheck, value: string): Value =>
    new ResourceCheck(check.authorizer, { ...check.parts, [part]: value });

/** Asking is dear: so that nobody asks in large loops. */
const ASKING = 350_000;

export const authorization: Library = {
  [`<${NAME}Authorizer>.path(string) ${NAME}PathCheck`]: (authorizer: Authorizer, path: string) => {
    if (path === '') throw new EvaluationError('path must not be empty');
    return new PathCheck(authorizer, path);
  },
  [`<${NAME}Authorizer>.group(string) ${NAME}GroupCheck`]: (authorizer: Authorizer, group: string) => new GroupCheck(authorizer, group),
  [`<${NAME}Authorizer>.serviceAccount(string, string) ${NAME}Authorizer`]: (authorizer: Authorizer, namespace: string, name: string) =>
    new Authorizer(
      {
        username: `system:serviceaccount:${namespace}:${name}`,
        groups: ['system:serviceaccounts', `system:serviceaccounts:${namespace}`, 'system:authenticated'],
      },
      authorizer.authorize,
    ),
  [`<${NAME}GroupCheck>.resource(string) ${NAME}ResourceCheck`]: ({ authorizer, group }: GroupCheck, resource: string) =>
    new ResourceCheck(authorizer, { group, version: '*', resource }),
  [`<${NAME}ResourceCheck>.subresource(string) ${NAME}ResourceCheck`]: narrowed('subresource'),
  [`<${NAME}ResourceCheck>.namespace(string) ${NAME}ResourceCheck`]: narrowed('namespace'),
  [`<${NAME}ResourceCheck>.name(string) ${NAME}ResourceCheck`]: narrowed('name'),
  [`<${NAME}ResourceCheck>.fieldSelector(string) ${NAME}ResourceCheck`]: narrowed('fieldSelector'),
  [`<${NAME}ResourceCheck>.labelSelector(string) ${NAME}ResourceCheck`]: narrowed('labelSelector'),
  [`<${NAME}PathCheck>.check(string) ${NAME}Decision`]: [
    ({ authorizer: { user, authorize }, path }: PathCheck, verb: string) => new Decision(authorize({ user, verb, path })),
    () => ASKING,
  ],
  [`<${NAME}ResourceCheck>.check(string) ${NAME}Decision`]: [
    ({ authorizer: { user, authorize }, parts }: ResourceCheck, verb: string) => new Decision(authorize({ user, verb, ...parts })),
    () => ASKING,
  ],
  [`<${NAME}Decision>.allowed() bool`]: ({ decision }: Decision) => decision.allowed,
  [`<${NAME}Decision>.reason() string`]: ({ decision }: Decision) => decision.reason ?? '',
  [`<${NAME}Decision>.errored() bool`]: () => false,
  [`<${NAME}Decision>.error() string`]: () => '',
};
