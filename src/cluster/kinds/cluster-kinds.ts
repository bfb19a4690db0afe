import type { ObjectStore } from '../store/object-store.ts';
import type { KindCatalogue } from './catalogue.ts';
import { builtInKinds } from './index.ts';

/** The kinds of one cluster. */
export function clusterKinds(_store: ObjectStore): KindCatalogue {
  return builtInKinds;
}
