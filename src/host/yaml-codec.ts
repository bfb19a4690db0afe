import type { YamlCodec } from '../cluster/cluster.ts';

/** YAML as Go reads and writes it, for clients that send it or want it. The library takes long to load: ask for it only where clients may come. */
export async function yamlCodec(): Promise<YamlCodec> {
  const { composeDocument } = await import('../kubectl/yaml/compose.ts');
  const { toYaml } = await import('../kubectl/yaml/write.ts');
  return {
    parse(text) {
      try {
        return { json: JSON.stringify(composeDocument(text.endsWith('\n') ? text : `${text}\n`) ?? null) };
      } catch (error) {
        return { error: `yaml: ${error instanceof Error ? error.message : String(error)}` };
      }
    },
    stringify: toYaml,
  };
}
