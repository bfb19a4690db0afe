/** The last word of an image's name, without tag and digest: what generators call a container. */
export function imageBaseName(image: string): string {
  const last = image.slice(image.lastIndexOf('/') + 1);
  return last.split(':')[0]!.split('@')[0]!;
}

const alphabet = 'bcdfghjklmnpqrstvwxz2456789';

/** Container names allow neither dots nor underscores; a changed name gets a suffix that keeps it apart. With KUBESIM_SEED the suffix is always the same. */
export function containerName(image: string, seed: string | undefined): string {
  const name = imageBaseName(image);
  if (!/[_.]/.test(name)) return name;
  return `${name.replace(/[_.]/g, '-')}-${suffix(image, seed)}`;
}

function suffix(image: string, seed: string | undefined): string {
  let state = 2166136261;
  for (const char of `${seed ?? String(Math.random())} ${image}`) state = Math.imul(state ^ char.codePointAt(0)!, 16777619);
  let text = '';
  for (let i = 0; i < 5; i += 1) {
    state = Math.imul(state ^ (state >>> 15), 2246822519);
    text += alphabet[(state >>> 0) % alphabet.length];
  }
  return text;
}
