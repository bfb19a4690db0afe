import { HostError } from './host-error.ts';

/** The server of the cluster has gone: whoever only reads or waits can go on without it. */
export class ServerGone extends HostError {
  override readonly name = 'ServerGone';

  constructor() {
    super('the server of this cluster has stopped');
  }
}

/** While a command waited for the cluster's lock, a server took the cluster. */
export class ServedMeanwhile extends HostError {
  override readonly name = 'ServedMeanwhile';

  constructor() {
    super('the cluster is served by another process now: run the command again');
  }
}
