import { KubectlCommand, type Input } from '../kubectl/command.ts';
import { UsageError } from '../kubectl/errors.ts';
import type { Io } from '../kubectl/io.ts';

export default class Completion extends KubectlCommand {
  static override summary = 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)';
  static override description =
    'Print a script that teaches a shell to complete commands, flags, types and the names of what is in the cluster. SHELL is bash, zsh, fish or powershell.\n\n The script completes kubesim, kubectl and k; what it asks is the program that is being typed, so it serves a real kubectl as well.';
  static override examples = [
    '# Complete in this bash\nsource <(kubectl completion bash)',
    '# Complete in every bash\nkubectl completion bash > ~/.local/share/bash-completion/completions/kubesim',
    '# Complete an alias of your own in bash\nalias kc=kubectl\ncomplete -o default -F __start_kubectl kc',
    '# Complete in this zsh\nsource <(kubectl completion zsh)',
    '# Complete in every zsh\nkubectl completion zsh > "${fpath[1]}/_kubectl"',
    '# Complete in this fish\nkubectl completion fish | source',
    '# Complete in every fish\nkubectl completion fish > ~/.config/fish/completions/kubesim.fish',
    '# Complete in this powershell\nkubectl completion powershell | Out-String | Invoke-Expression',
  ];
  static override usage = 'completion SHELL';

  protected override async execute(io: Io, { args }: Input): Promise<void> {
    const [shell, ...more] = args;
    if (shell === undefined) throw new UsageError('Shell not specified.');
    if (more.length > 0) throw new UsageError('Too many arguments. Expected only the shell type.');
    const { completionScripts } = await import('../kubectl/completion/scripts.ts');
    if (!Object.hasOwn(completionScripts, shell)) throw new UsageError(`Unsupported shell type ${JSON.stringify(shell)}.`);
    io.stdout.write(completionScripts[shell]!);
  }
}
