import { readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { errorCode, HostError, systemErrorText } from './host-error.ts';
import { livenessOf, ownIdentity, type ProcessIdentity } from './process-identity.ts';

/** Beside the file of a cluster that is served: by which process, and where its private door is. */
export interface ServeMarker {
  process: ProcessIdentity;
  /** Path of the Unix socket through which commands of ours reach the server. */
  socket: string;
  url: string;
}

function markerPath(path: string): string {
  return `${path}.serve`;
}

/** Who serves the cluster of this file; undefined when nobody does. What a process that has died left behind says nothing. */
export function servedBy(path: string): ServeMarker | undefined {
  let text: string;
  try {
    text = readFileSync(markerPath(path), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT' || errorCode(error) === 'ENOTDIR') return undefined;
    throw new HostError(`cannot read ${markerPath(path)}: ${systemErrorText(error)}`);
  }
  try {
    const marker = JSON.parse(text) as ServeMarker;
    return livenessOf(marker.process) === 'dead' || typeof marker.socket !== 'string' ? undefined : marker;
  } catch {
    return undefined;
  }
}

/** Only for the holder of the cluster's lock. Gives back what takes the marker away. */
export function markServed(path: string, marker: Omit<ServeMarker, 'process'>): () => void {
  const file = markerPath(path);
  const temporary = `${file}.${process.pid}`;
  try {
    writeFileSync(temporary, `${JSON.stringify({ process: ownIdentity(), ...marker })}\n`, { mode: 0o600 });
    renameSync(temporary, file);
  } catch (error) {
    throw new HostError(`cannot write ${file}: ${systemErrorText(error)}`);
  }
  return () => {
    try {
      unlinkSync(file);
    } catch {
      // Somebody was faster.
    }
  };
}
