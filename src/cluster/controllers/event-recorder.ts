import type { KubeObject } from '../../api/object.ts';

/** Records Events as the real recorders do: equal ones are counted, similar ones combined (10 in 10 minutes), kept one hour. */
export interface EventRecorder {
  /**
   * A core/v1 recorder (controllers, kubelet): firstTimestamp, lastTimestamp and count.
   * `fieldPath` names a part of the object (`spec.containers{web}`), `host` the node for kubelet events.
   */
  record(about: KubeObject, event: RecordedEvent): void;
  /** An events.k8s.io recorder (the scheduler): eventTime, action, series instead of counts. */
  recordSeries(about: KubeObject, event: RecordedEvent & { action: string; related?: KubeObject }): void;
}

export interface RecordedEvent {
  type: 'Normal' | 'Warning';
  reason: string;
  message: string;
  /** `deployment-controller`, `kubelet`, `default-scheduler`, … */
  component: string;
  fieldPath?: string;
  host?: string;
}
