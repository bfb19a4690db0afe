import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const src = join(import.meta.dirname, '..', '..', 'src');

/** Who may import whom. What is not here is forbidden. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  api: ['api'],
  kubectl: ['kubectl', 'api'],
  cluster: ['cluster', 'api'],
  host: ['host', 'kubectl', 'cluster', 'api'],
  commands: ['kubectl', 'host', 'api'],
  // The files that put the program together.
  '': ['', 'kubectl', 'host', 'api', 'commands'],
};

const WHY: Readonly<Record<string, string>> = {
  api: 'api/ is the contract that both wings share: it imports nothing of ours',
  kubectl: 'kubectl/ knows the cluster only through the client of api/: only then does it work against any cluster',
  cluster: 'cluster/ knows nothing of kubectl, of the host it runs in or of commands: only then does it run anywhere',
  host: 'host/ joins the wings and is used by commands, not the other way round',
  commands: 'commands/ are the outermost layer: they reach a cluster through a client, and nothing imports them',
  '': 'the files that put the program together reach the cluster through host/',
};

/** The cluster is synchronous, deterministic and free of I/O: what else would let the outside in. */
const FORBIDDEN_IN_CLUSTER = [
  { pattern: /\bDate\.now\b|\bnew Date\(\)/, why: 'simulated time is handed in' },
  { pattern: /\bMath\.random\b|\bcrypto\b\./, why: 'randomness is seeded and handed in' },
  { pattern: /\bset(Timeout|Interval|Immediate)\b|\bqueueMicrotask\b/, why: 'timers are rows in the state, not closures' },
  { pattern: /\basync\b|\bawait\b|\bPromise\b/, why: 'the cluster is synchronous: async lives in commands/, kubectl/ and host/' },
  { pattern: /\bconsole\b\.|\bprocess\b\./, why: 'the cluster has no process and no streams' },
];

interface Source {
  path: string;
  layer: string;
  imports: string[];
  /** The text without comments and strings. */
  code: string;
}

const layerOf = (path: string): string => (path.includes('/') ? path.slice(0, path.indexOf('/')) : '');

function readSource(path: string): Source {
  const text = readFileSync(join(src, path), 'utf8');
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const imports: string[] = [];
  const silent: [number, number][] = [];
  const visit = (node: ts.Node): void => {
    if (
      (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) &&
      node.moduleSpecifier &&
      ts.isStringLiteral(node.moduleSpecifier)
    ) {
      imports.push(node.moduleSpecifier.text);
    }
    if (
      ts.isCallExpression(node) &&
      node.expression.kind === ts.SyntaxKind.ImportKeyword &&
      node.arguments[0] &&
      ts.isStringLiteral(node.arguments[0])
    ) {
      imports.push(node.arguments[0].text);
    }
    if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument) && ts.isStringLiteral(node.argument.literal))
      imports.push(node.argument.literal.text);
    if (
      ts.isStringLiteralLike(node) ||
      ts.isTemplateHead(node) ||
      ts.isTemplateMiddleOrTemplateTail(node) ||
      ts.isRegularExpressionLiteral(node)
    ) {
      silent.push([node.getStart(), node.getEnd()]);
    }
    for (const range of ts.getLeadingCommentRanges(text, node.getFullStart()) ?? []) silent.push([range.pos, range.end]);
    for (const range of ts.getTrailingCommentRanges(text, node.getEnd()) ?? []) silent.push([range.pos, range.end]);
    ts.forEachChild(node, visit);
  };
  visit(file);
  let code = text;
  for (const [from, to] of silent) code = code.slice(0, from) + ' '.repeat(to - from) + code.slice(to);
  return { path, layer: layerOf(path), imports, code };
}

const sources = readdirSync(src, { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => readSource(path.split('\\').join('/')));

function brokenImports({ path, layer, imports }: Source): string[] {
  return imports.flatMap((target) => {
    if (!target.startsWith('.'))
      return layer === 'cluster' && /^node:/.test(target) ? [`src/${path} imports ${target}: cluster/ is free of I/O and of Node`] : [];
    const targetPath = relative(src, normalize(join(src, dirname(path), target)))
      .split('\\')
      .join('/');
    if (targetPath.startsWith('..')) return [`src/${path} imports ${target}, which is outside src`];
    const targetLayer = layerOf(targetPath);
    return MAY_IMPORT[layer]?.includes(targetLayer) === true
      ? []
      : [`src/${path} imports src/${targetPath}: ${WHY[layer] ?? `src/${layer} is not a layer that the laws know`}`];
  });
}

function impurities({ path, layer, code }: Source): string[] {
  if (layer !== 'cluster') return [];
  return FORBIDDEN_IN_CLUSTER.filter(({ pattern }) => pattern.test(code)).map(
    ({ pattern, why }) => `src/${path} has ${pattern.exec(code)![0]}: ${why}`,
  );
}

describe('laws of the house', () => {
  test('layers import only what they may', () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(sources.flatMap(brokenImports)).toEqual([]);
  });

  test('the cluster is synchronous and pure', () => {
    expect(sources.flatMap(impurities)).toEqual([]);
  });

  test('a broken law is seen', () => {
    const bad: Source = { path: 'cluster/x.ts', layer: 'cluster', imports: ['../kubectl/y.ts', 'node:fs'], code: 'await Date.now()' };
    expect(brokenImports(bad)).toHaveLength(2);
    expect(impurities(bad)).toHaveLength(2);
    expect(brokenImports({ ...bad, path: 'api/x.ts', layer: 'api', imports: ['../host/y.ts'] })).toHaveLength(1);
  });
});
