import bash from './scripts/bash.sh?raw';
import fish from './scripts/fish.fish?raw';
import powershell from './scripts/powershell.ps1?raw';
import zsh from './scripts/zsh.zsh?raw';

/** What `kubectl completion SHELL` prints. All of them ask `__complete` of the program that is typed. */
export const completionScripts: Readonly<Record<string, string>> = { bash, zsh, fish, powershell };
