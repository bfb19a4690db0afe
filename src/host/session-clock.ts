import type { Cluster } from '../cluster/cluster.ts';

export interface SessionClockOptions {
  /** Which clock drives the cluster, whatever its own setting. */
  clock?: 'wall' | 'manual';
  kubelet?: 'real' | 'quick';
  /** The wall clock, ms since the epoch. */
  wallNow(): number;
}

/** What moves the time of a loaded cluster. */
export class SessionClock {
  readonly #options: SessionClockOptions;
  /** Wall clock to simulated time (ms). */
  #offset = 0;

  constructor(options: SessionClockOptions) {
    this.#options = options;
  }

  /** A wall clock that was set back, or a state that was moved ahead of it by hand, must not make simulated time stand still. */
  anchor(cluster: Cluster): void {
    const ahead = cluster.now() - this.#options.wallNow();
    this.#offset = cluster.settings.clock === 'manual' ? ahead : Math.max(cluster.settings.offset, ahead);
  }

  mode(cluster: Cluster): 'wall' | 'manual' {
    return this.#options.clock ?? cluster.settings.clock;
  }

  ahead(): number {
    return this.#offset;
  }

  wallTimeUntil(time: number): number {
    return time - this.#offset - this.#options.wallNow();
  }

  /** The time that the cluster is to be brought to. */
  target(cluster: Cluster): number {
    return this.mode(cluster) === 'manual' ? cluster.now() : Math.max(cluster.now(), this.#options.wallNow() + this.#offset);
  }

  applySettings(cluster: Cluster): void {
    const { kubelet } = this.#options;
    if (kubelet && cluster.settings.kubelet !== kubelet) cluster.updateSettings({ kubelet });
    if (this.mode(cluster) === 'manual') return;
    const { clock, offset } = cluster.settings;
    if (clock === 'manual' || offset < this.#offset) cluster.updateSettings({ clock: 'wall', offset: this.#offset });
  }
}
