/** Programs that the usual bases of images have, so that a missing one can be told from one that is only not modelled. */
const BUSYBOX =
  'ash awk base64 basename bunzip2 bzcat bzip2 cat chgrp chmod chown chroot clear cmp comm cp cut date dd df diff dirname dmesg du echo ed egrep env expr false fgrep find fold free getopt grep groups gunzip gzip head hexdump hostname httpd id ifconfig install ip kill killall less link ln logger ls md5sum mkdir mkfifo mknod mktemp more mount mv nc netstat nice nohup nproc nslookup od paste pgrep pidof ping pkill printenv printf ps pwd readlink realpath renice reset rm rmdir route sed seq sh sha1sum sha256sum sha512sum shuf sleep sort split stat strings stty su sync tac tail tar tee telnet test time timeout top touch tr traceroute true truncate tty uname uniq unlink unzip uptime usleep vi watch wc wget which who whoami xargs xxd yes zcat [ [[';
const DEBIAN =
  'apt apt-get arch awk base32 base64 basename bash cat chgrp chmod chown chroot cksum comm cp cut dash date dd df diff dir dirname dpkg du echo egrep env expand expr factor false fgrep find fmt fold getent getopt grep groups gunzip gzip head hostid hostname id install join kill less link ln logname ls md5sum mkdir mkfifo mknod mktemp more mount mv nice nl nohup nproc numfmt od paste pathchk perl pinky pr printenv printf ptx pwd readlink realpath rm rmdir rmdir runcon sed seq sh sha1sum sha256sum sha512sum shred shuf sleep sort split stat stdbuf stty su sum sync tac tail tar tee test timeout touch tr true truncate tsort tty umount uname unexpand uniq unlink users vdir wc who whoami xargs yes zcat [ [[';

const SETS: Readonly<Record<string, ReadonlySet<string>>> = {
  busybox: new Set(BUSYBOX.split(' ')),
  debian: new Set(DEBIAN.split(' ')),
  none: new Set(),
};

export type ImageBase = 'busybox' | 'debian' | 'none';

export function baseHas(base: ImageBase, program: string): boolean {
  return SETS[base]?.has(program) === true;
}

const BIN = /^(?:\/usr)?(?:\/local)?\/s?bin\//;
const FILES = new Set([
  '/etc/passwd',
  '/etc/group',
  '/etc/hosts',
  '/etc/hostname',
  '/etc/resolv.conf',
  '/etc/os-release',
  '/etc/shadow',
  '/etc/fstab',
]);
const FOLDERS = new Set([
  '/',
  '/bin',
  '/dev',
  '/etc',
  '/home',
  '/lib',
  '/mnt',
  '/opt',
  '/proc',
  '/root',
  '/run',
  '/sbin',
  '/srv',
  '/sys',
  '/tmp',
  '/usr',
  '/usr/bin',
  '/usr/local',
  '/var',
  '/var/log',
]);

/** Why the runtime cannot start the program, in its words; undefined when it can. */
export function startFault(program: string, has: (name: string) => boolean): string | undefined {
  if (!program.includes('/')) return has(program) ? undefined : `exec: "${program}": executable file not found in $PATH`;
  if (FOLDERS.has(program.replace(/(?<=.)\/$/, ''))) return `exec: "${program}": is a directory`;
  if (FILES.has(program)) return `exec: "${program}": permission denied`;
  if (BIN.test(program) && has(program.replace(BIN, ''))) return undefined;
  return `exec: "${program}": stat ${program}: no such file or directory`;
}
