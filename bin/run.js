#!/usr/bin/env node
'use strict';
// Runs dist/kubesim.cjs. Compiling it would take longer than most commands do, so V8's compiled code is kept beside it
// (or in the user's cache folder where that cannot be written) and grows with the commands that have been used.
const { mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const root = join(__dirname, '..');
const bundle = join(root, 'dist', 'kubesim.cjs');

function readBundle() {
  try {
    return readFileSync(bundle, 'latin1');
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    process.stderr.write(`kubesim: this checkout is not built yet: run "npm install" or "npm run build" in ${root}\n`);
    process.exit(1);
  }
}

/** Where compiled code of this build may be, for this version of Node: the places are tried in order. */
function cacheFiles(buildId) {
  const name = `code-cache-${buildId}-${process.version}-${process.arch}`;
  const { XDG_CACHE_HOME: cache, HOME: home } = process.env;
  const folders = [join(root, 'dist')];
  if (cache || home) folders.push(join(cache || join(home, '.cache'), 'kubesim'));
  return folders.map((folder) => join(folder, name));
}

/** A cache file is one line with the commands that it was made from, then V8's data. */
function readCache(files) {
  for (const file of files) {
    try {
      const bytes = readFileSync(file);
      const end = bytes.indexOf(10);
      return { commands: bytes.toString('utf8', 0, end).split(','), data: bytes.subarray(end + 1) };
    } catch {
      // Not there or not readable: the next place, or none.
    }
  }
  return { commands: [], data: undefined };
}

function writeCache(files, commands, data) {
  for (const file of files) {
    const temporary = `${file}.${process.pid}`;
    const written = attempt(() => {
      mkdirSync(join(file, '..'), { recursive: true });
      writeFileSync(temporary, Buffer.concat([Buffer.from(`${commands.join(',')}\n`), data]));
    });
    if (written && attempt(() => renameSync(temporary, file))) return;
    if (written) attempt(() => unlinkSync(temporary));
  }
}

/** Without a cache everything works, only slower: no failure is worth a word. */
function attempt(action) {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

process.on('uncaughtException', (error) => {
  process.stderr.write(`kubesim: internal error: ${String(error).split('\n')[0]}\n`);
  if (/^(-v|--v)=?(9|\d\d)$/.test(process.argv.find((word) => /^--?v/.test(word)) ?? '')) process.stderr.write(`${error.stack}\n`);
  process.exit(1);
});

const source = readBundle();
const buildId = source.slice(2, 18);
const files = cacheFiles(buildId);
const cache = readCache(files);
const script = new Script(source, { filename: bundle, cachedData: cache.data });
const learnt = script.cachedDataRejected === true ? [] : cache.commands;
const program = { exports: {} };
script.runInThisContext()(program.exports, require, program, bundle, join(root, 'dist'));

program.exports.main(process.argv.slice(2), root, program.exports.processIo()).then(({ exitCode, command }) => {
  process.exitCode = exitCode;
  if (!learnt.includes(command) && program.exports.compileAsUsual()) writeCache(files, [...learnt, command], script.createCachedData());
});
