// Replays recorded sessions that lie outside of the checkout and counts their steps:
//
//   node test/transcripts/replay-recorded.mjs RUNNER FOLDER
//
// RUNNER is the program that comes with the sessions. Steps of known-differences.json count neither as passed nor as failed while they
// differ; one that comes out right, or is gone, is a failure: the list only gets shorter.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const [runner, folder] = process.argv.slice(2);
const known = JSON.parse(readFileSync(fileURLToPath(new URL('known-differences.json', import.meta.url)), 'utf8'));
const work = mkdtempSync(join(tmpdir(), 'sessions-'));
const report = join(work, 'report.json');
spawnSync(process.execPath, [runner, '--verbose', '--json', report, folder], { stdio: 'inherit' });
const files = JSON.parse(readFileSync(report, 'utf8'));
rmSync(work, { recursive: true, force: true });

let passed = 0;
let failed = 0;
for (const { file, passed: right, failures } of files) {
  const name = `${basename(folder)}/${basename(file)}`;
  const listed = known[name] ?? [];
  const differing = failures.map(({ command }) => command);
  const stale = listed.filter((command) => !differing.includes(command));
  for (const command of stale) console.log(`${name}: listed in known-differences.json, but right or gone: ${command}`);
  passed += right;
  failed += stale.length + differing.filter((command) => !listed.includes(command)).length;
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
