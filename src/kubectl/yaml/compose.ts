import { Alias, Composer, Parser, Scalar, YAMLMap, YAMLSeq, isNode } from 'yaml';
import type { Document, Node, Pair } from 'yaml';
import { goFloat } from '../../api/go-text.ts';
import { setOwn } from '../../api/json.ts';
import { goSyntax } from '../../api/go-syntax.ts';
import { diagnose } from './diagnose.ts';
import { NotJson, YamlError, parserError, scannerError } from './errors.ts';
import { resolvePlain, type Resolved } from './resolve.ts';

/** The only module that loads the YAML library: import it lazily. One document to plain JSON; throws YamlError. `resolve` says what unquoted scalars are. */
export function composeDocument(text: string, resolve: (text: string) => Resolved = resolvePlain): unknown {
  refuseControlCharacters(text);
  refuseDepth(text);
  let document = firstDocument(text);
  if (document !== undefined && document.errors.length > 0) {
    const errors = document.errors;
    // A line left of the first one ends the document; what follows is never looked at.
    document = firstDocument(indentedHead(text));
    if (document === undefined || document.errors.length > 0) throw diagnose(text, errors);
  }
  if (document === undefined) return null;
  return new Reading(text, resolve).value(document.contents);
}

function firstDocument(text: string): Document.Parsed | undefined {
  if (/^%/.test(text)) refuseDirectives(text);
  const composer = new Composer({ version: '1.1', schema: 'failsafe', uniqueKeys: false, merge: false });
  try {
    for (const document of composer.compose(new Parser().parse(text), true, text.length)) return document as Document.Parsed;
  } catch (error) {
    if (error instanceof RangeError) throw new YamlError(`exceeded max depth of ${maxDepth}`);
    throw error;
  }
  return undefined;
}

function indentedHead(text: string): string {
  const isContent = (line: string): boolean => /^\s*[^\s#]/.test(line);
  const lines = text.split('\n');
  const first = lines.find(isContent) ?? '';
  const indent = first.search(/\S/);
  const cut = lines.findIndex((line) => isContent(line) && line.search(/\S/) < indent);
  return cut < 0 ? text : lines.slice(0, cut).join('\n');
}

function refuseControlCharacters(text: string): void {
  // eslint-disable-next-line no-control-regex
  if (/[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/.test(text)) throw new YamlError('control characters are not allowed');
}

const maxDepth = 10_000;

/** Told before the library takes its time over it. */
function refuseDepth(text: string): void {
  let depth = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x5b || code === 0x7b) depth++;
    else if ((code === 0x5d || code === 0x7d) && depth > 0) depth--;
    if (depth > maxDepth) throw new YamlError(`exceeded max depth of ${maxDepth}`);
  }
}

function refuseDirectives(text: string): void {
  const lines = text.split('\n');
  for (const [index, line] of lines.entries()) {
    if (!line.startsWith('%')) return;
    const [name, version] = line.slice(1).trim().split(/\s+/);
    if (name !== 'YAML' && name !== 'TAG') throw scannerError(index + 1, 'found unknown directive name');
    if (name === 'YAML' && version !== '1.1') throw parserError(index + 1, 'found incompatible YAML document');
  }
}

/** Aliases may multiply what they name, but only so far: small documents freely, large ones hardly. */
function allowedAliasRatio(count: number): number {
  if (count <= 400_000) return 0.99;
  if (count >= 4_000_000) return 0.1;
  return 0.99 - (0.89 * (count - 400_000)) / 3_600_000;
}

class Reading {
  private readonly text: string;
  private readonly anchors = new Map<string, Node>();
  private readonly open = new Set<Node>();
  private aliasDepth = 0;
  private nodes = 0;
  private aliased = 0;

  private readonly resolve: (text: string) => Resolved;

  constructor(text: string, resolve: (text: string) => Resolved) {
    this.text = text;
    this.resolve = resolve;
  }

  value(node: unknown): unknown {
    this.nodes++;
    if (this.aliasDepth > 0) this.aliased++;
    if (this.aliased > 100 && this.nodes > 1000 && this.aliased / this.nodes > allowedAliasRatio(this.nodes)) {
      throw new YamlError('document contains excessive aliasing');
    }
    if (!isNode(node)) return null;
    if (node instanceof Alias) return this.alias(node);
    if (node.anchor !== undefined && this.aliasDepth === 0) this.anchors.set(this.anchorName(node.anchor, node), node);
    if (node instanceof Scalar) return this.scalar(node);
    if (this.open.has(node)) throw new YamlError(`anchor '${node.anchor}' value contains itself`);
    this.open.add(node);
    const value = node instanceof YAMLSeq ? node.items.map((item) => this.value(item)) : this.mapping(node as YAMLMap);
    this.open.delete(node);
    return value;
  }

  private anchorName(name: string, node: Node): string {
    if (/^[\w-]+$/.test(name)) return name;
    throw scannerError(this.line(node), 'did not find expected alphabetic or numeric character');
  }

  private target(alias: Alias): Node {
    const node = this.anchors.get(this.anchorName(alias.source, alias));
    if (node === undefined) throw new YamlError(`unknown anchor '${alias.source}' referenced`);
    return node;
  }

  private alias(alias: Alias): unknown {
    const node = this.target(alias);
    this.aliasDepth++;
    const value = this.value(node);
    this.aliasDepth--;
    return value;
  }

  private mapping(map: YAMLMap): Record<string, unknown> {
    const object: Record<string, unknown> = {};
    for (const pair of map.items) {
      if (isMerge(pair)) this.merge(object, pair.value);
      else setOwn(object, this.key(pair, map), this.value(pair.value));
    }
    return object;
  }

  private merge(object: Record<string, unknown>, value: unknown): void {
    const sources = value instanceof YAMLSeq ? [...value.items].reverse() : [value];
    for (const source of sources) {
      const map = source instanceof Alias ? this.target(source) : source;
      if (!(map instanceof YAMLMap)) throw new YamlError('map merge requires map or sequence of maps as the value');
      for (const [key, item] of Object.entries(this.value(source) as Record<string, unknown>)) setOwn(object, key, item);
    }
  }

  private key(pair: Pair, map: YAMLMap): string {
    const node = pair.key as Node | null;
    if (node instanceof Scalar && node.source === '' && node.type === 'PLAIN' && map.flow !== true && this.text[node.range![0]] === ':') {
      throw parserError(this.line(node), 'did not find expected key');
    }
    const key = this.value(node);
    if (typeof key === 'object' && key !== null) throw new YamlError(`invalid map key: ${goSyntax(key, 'map[interface {}]interface {}')}`);
    if (key === null) {
      throw new NotJson(
        `unsupported map key of type: %!s(<nil>), key: <nil>, value: ${goSyntax(this.value(pair.value), 'map[interface {}]interface {}')}`,
      );
    }
    return typeof key === 'number' && !Number.isSafeInteger(key) ? goFloat(key) : String(key);
  }

  private scalar(node: Scalar): unknown {
    const text = String(node.value ?? '');
    const tag = node.tag;
    if (tag === undefined) {
      if (node.type !== 'PLAIN') return text;
      return jsonNumber(this.resolve(text).value);
    }
    return tagged(tag.replace(/^tag:yaml\.org,2002:/, '!!'), text);
  }

  private line(node: Node): number {
    return this.text.slice(0, node.range![0]).split('\n').length;
  }
}

function isMerge(pair: Pair): boolean {
  const key = pair.key;
  return (
    key instanceof Scalar && key.type === 'PLAIN' && key.value === '<<' && (key.tag === undefined || key.tag === 'tag:yaml.org,2002:merge')
  );
}

function jsonNumber(value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  throw new NotJson(`json: unsupported value: ${Number.isNaN(value) ? 'NaN' : value > 0 ? '+Inf' : '-Inf'}`);
}

function tagged(tag: string, text: string): unknown {
  if (tag === '!!binary') {
    try {
      return new TextDecoder('utf-8').decode(Uint8Array.from(atob(text.replace(/\s/g, '')), (char) => char.charCodeAt(0)));
    } catch {
      throw new YamlError('!!binary value contains invalid base64 data');
    }
  }
  if (!['!!null', '!!bool', '!!int', '!!float'].includes(tag)) return text;
  const resolved = resolvePlain(text);
  const kind = tag.slice(2);
  if (resolved.kind !== kind && !(kind === 'float' && resolved.kind === 'int')) {
    throw new YamlError(`cannot decode !!${resolved.kind === 'string' ? 'str' : resolved.kind} \`${text}\` as a !!${kind}`);
  }
  return jsonNumber(resolved.value);
}
