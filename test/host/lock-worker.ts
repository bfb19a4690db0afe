import { appendFileSync, readFileSync, unlinkSync, writeFileSync } from 'node:fs';
import { acquireLock } from '../../src/host/lock.ts';

/**
 * Takes the lock at PATH again and again and counts up a file under it; dies by kill -9 with the chance given, with the lock in its hands
 * or just before. Says `overlap` when somebody else, still alive, is inside as well.
 */
const [path = '', rounds = '1', chance = '0'] = process.argv.slice(2);

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0) && !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}

function enter(marker: string): void {
  try {
    writeFileSync(marker, String(process.pid), { flag: 'wx' });
  } catch {
    const other = Number(readFileSync(marker, 'utf8'));
    if (other !== 0 && alive(other)) process.stdout.write('overlap\n');
    writeFileSync(marker, String(process.pid));
  }
}

function dieSometimes(): void {
  if (Math.random() < Number(chance)) process.kill(process.pid, 'SIGKILL');
}

async function run(): Promise<void> {
  for (let round = 0; round < Number(rounds); round++) {
    const lock = await acquireLock(path);
    enter(`${path}.inside`);
    dieSometimes();
    const count = Number(readFileSync(`${path}.count`, 'utf8'));
    writeFileSync(`${path}.count`, String(count + 1));
    appendFileSync(`${path}.done`, '.');
    unlinkSync(`${path}.inside`);
    lock.release();
    dieSometimes();
  }
}

void run();
