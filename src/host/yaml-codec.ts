import type { YamlCodec } from '../cluster/cluster.ts';

/** YAML as a client of the API may send it and want it. The library takes long to load: ask for it only where clients may come. */
export async function yamlCodec(): Promise<YamlCodec> {
  const { parseDocument, stringify } = await import('yaml');
  return {
    parse(text) {
      try {
        const document = parseDocument(text, { version: '1.1', merge: true, uniqueKeys: false });
        const [error] = document.errors;
        if (error) return { error: `yaml: line ${error.linePos?.[0].line ?? 1}: ${error.message.split('\n')[0]}` };
        return { json: JSON.stringify(document.toJS({ maxAliasCount: 100 }) ?? null) };
      } catch (error) {
        return { error: `yaml: ${error instanceof Error ? error.message : String(error)}` };
      }
    },
    stringify: (value) => stringify(value, { sortMapEntries: true, lineWidth: 0, aliasDuplicateObjects: false }),
  };
}
