import type { Io } from './builtins.ts';

export function cat(args: readonly string[], io: Io): number {
  const files = args.filter((argument) => !argument.startsWith('-'));
  if (files.length === 0) {
    io.out(io.stdin ?? '');
    return 0;
  }
  let status = 0;
  for (const file of files) {
    const text = io.machine.readFile(file);
    if (text !== undefined) io.out(text);
    else {
      status = 1;
      const why = io.machine.isFolder(file) ? 'Is a directory' : 'No such file or directory';
      io.err(
        io.machine.world.flavour === 'busybox'
          ? `cat: ${why === 'Is a directory' ? 'read error' : `can't open '${file}'`}: ${why}\n`
          : `cat: ${file}: ${why}\n`,
      );
    }
  }
  return status;
}

export function ls(args: readonly string[], io: Io): number {
  let status = 0;
  const names = args.filter((argument) => !argument.startsWith('-'));
  for (const name of names.length > 0 ? names : ['.']) {
    if (io.machine.readFile(name) !== undefined) io.out(`${name}\n`);
    else if (io.machine.isFolder(name)) {
      const folder = io.machine.path(name).replace(/\/$/, '');
      const inside = [...io.machine.files.keys()]
        .filter((file) => file.startsWith(`${folder}/`))
        .map((file) => file.slice(folder.length + 1).split('/')[0]!);
      for (const entry of [...new Set(inside)].sort()) io.out(`${entry}\n`);
    } else {
      status = io.machine.world.flavour === 'busybox' ? 1 : 2;
      io.err(
        io.machine.world.flavour === 'busybox'
          ? `ls: ${name}: No such file or directory\n`
          : `ls: cannot access '${name}': No such file or directory\n`,
      );
    }
  }
  return status;
}

export function rm(args: readonly string[], io: Io): number {
  let status = 0;
  const force = args.some((argument) => /^-[a-zA-Z]*f/.test(argument));
  for (const name of args.filter((argument) => !argument.startsWith('-'))) {
    const path = io.machine.path(name);
    const found = [...io.machine.files.keys()].filter((file) => file === path || file.startsWith(`${path}/`));
    for (const file of found) io.machine.writeFile(file, undefined);
    if (found.length === 0 && !io.machine.folders.delete(path) && !force) {
      status = 1;
      io.err(
        io.machine.world.flavour === 'busybox'
          ? `rm: can't remove '${name}': No such file or directory\n`
          : `rm: cannot remove '${name}': No such file or directory\n`,
      );
    }
  }
  return status;
}

export function copy(args: readonly string[], io: Io, move: boolean): number {
  const names = args.filter((argument) => !argument.startsWith('-'));
  const to = names.at(-1) ?? '';
  for (const from of names.slice(0, -1)) {
    const text = io.machine.readFile(from);
    if (text === undefined) {
      io.err(`${move ? "mv: can't rename" : "cp: can't stat"} '${from}': No such file or directory\n`);
      return 1;
    }
    io.machine.writeFile(io.machine.isFolder(to) ? `${to}/${from.slice(from.lastIndexOf('/') + 1)}` : to, text);
    if (move) io.machine.writeFile(from, undefined);
  }
  return 0;
}
