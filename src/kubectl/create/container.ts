import { suffixFrom } from './random-name.ts';

/** The last word of an image's name, without tag and digest: what generators call a container. */
export function imageBaseName(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.split(':')[0]!.split('@')[0]!;
}

/** Container names allow neither dots nor underscores; a changed name gets a suffix that keeps it apart. With KUBESIM_SEED the suffix is always the same. */
export function containerName(image: string, seed: string | undefined): string {
  const name = imageBaseName(image);
  if (!/[_.]/.test(name)) return name;
  return `${name.replace(/[_.]/g, '-')}-${suffixFrom(`${seed ?? String(Math.random())} ${image}`)}`;
}
