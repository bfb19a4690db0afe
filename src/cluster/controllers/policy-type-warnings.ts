import { child } from '../../api/field-error.ts';
import { formatGroupVersion, parseGroupVersion } from '../../api/object.ts';
import type { ValidatingAdmissionPolicy } from '../../api/types.ts';
import { typeOfDefinition } from '../cel/definition-types.ts';
import { PolicyCompiler } from '../cel/policy-expressions.ts';
import type { KindCatalogue } from '../kinds/catalogue.ts';
import { typeOf, type KindDefinition } from '../kinds/define.ts';

const MOST_KINDS = 10;

type Spec = NonNullable<ValidatingAdmissionPolicy['spec']>;
type Warning = { fieldRef: string; warning: string };

/** What is wrong with each expression for each kind; nothing is told of kinds that rules name by a star. */
export function checkTypes(spec: Spec, kinds: KindCatalogue): Warning[] {
  const about = kindsToCheck(spec, kinds);
  const { apiVersion = '', kind = '' } = spec.paramKind ?? {};
  const { group, version } = parseGroupVersion(apiVersion);
  const params = spec.paramKind && kinds.findByName(group, version, kind);
  const warnings: Warning[] = [];
  const check = (text: string | undefined, fieldRef: string): void => {
    if (!text) return;
    const found = about.flatMap((one) => {
      const problem = compileFor(one, params, spec, text);
      return problem === undefined ? [] : [`${formatGroupVersion(one.group, one.version)}, Kind=${one.kind}: ${problem}\n`];
    });
    if (found.length > 0) warnings.push({ fieldRef, warning: found.join('\n') });
  };
  (spec.validations ?? []).forEach(({ expression, messageExpression }, index) => {
    const path = child('spec.validations', index);
    check(expression, child(path, 'expression'));
    check(messageExpression, child(path, 'messageExpression'));
  });
  return warnings;
}

function compileFor(kind: KindDefinition, params: KindDefinition | undefined, spec: Spec, text: string): string | undefined {
  const variables = spec.variables ?? [];
  const compiler = new PolicyCompiler(
    {
      params: params !== undefined,
      object: typeOfDefinition(typeOf(kind), kind.kind),
      ...(params ? { paramsType: typeOfDefinition(typeOf(params), params.kind) } : {}),
    },
    variables.length > 0,
  );
  for (const { name, expression } of variables) compiler.variable(name, expression);
  const program = compiler.compile(text);
  return typeof program === 'string' ? program.replace(/^compilation failed: /, '') : undefined;
}

/** Kinds that the rules name, sorted; those behind a star and sub-resources are left out. */
function kindsToCheck({ matchConstraints }: Spec, kinds: KindCatalogue): KindDefinition[] {
  const found = new Set<KindDefinition>();
  for (const { apiGroups = [], apiVersions = [], resources = [] } of matchConstraints?.resourceRules ?? []) {
    if ([...apiGroups, ...apiVersions].some((part) => part.includes('*'))) continue;
    for (const group of apiGroups) {
      for (const version of apiVersions) {
        for (const resource of resources.filter((each) => !/[*/]/.test(each))) {
          const kind = kinds.find(group, version, resource);
          if (kind && found.size < MOST_KINDS) found.add(kind);
        }
      }
    }
  }
  const order = ({ group, version, kind }: KindDefinition): string => `${group}\u0000${version}\u0000${kind}`;
  return [...found].sort((a, b) => (order(a) < order(b) ? -1 : 1));
}
