import { UserError } from '../../api/user-error.ts';
import { toYaml } from '../yaml/write.ts';

/** What is wrong with a part of a kustomization, in kustomize's words, and that part. */
export function configError(plugin: string, config: unknown, message: string): UserError {
  return new UserError(`trouble configuring builtin ${plugin} with config: \`\n${toYaml(config)}\`: ${message}`);
}
