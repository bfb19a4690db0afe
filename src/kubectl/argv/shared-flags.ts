import { boolFlag, durationFlag, intFlag, listFlag, stringFlag } from './flags.ts';

/** Flags that many commands share, under the names and defaults that kubectl gives them. Spread them into a command's `flags`. */

/** `-o` and what belongs to it; `formats` is what the help lists. */
export function printFlags(
  formats = 'json, yaml, kyaml, name, go-template, go-template-file, template, templatefile, jsonpath, jsonpath-as-json, jsonpath-file',
  defaultOutput = '',
) {
  return {
    output: stringFlag({ short: 'o', default: defaultOutput, description: `Output format. One of: (${formats}).` }),
    ...templateFlags(),
  };
}

export function templateFlags() {
  return {
    'allow-missing-template-keys': boolFlag({
      default: true,
      description: 'If true, a template may name fields and map keys that an object does not have. Concerns golang and jsonpath output.',
    }),
    'show-managed-fields': boolFlag({ description: 'If true, print managedFields too when objects are printed as JSON or YAML.' }),
    template: stringFlag({
      description: 'The template, or the file that holds it, for -o=go-template and -o=go-template-file, in the language of Go templates.',
    }),
  };
}

/** `-f`, `-k` and `-R`; `purpose` is what the files are for. */
export function filenameFlags(purpose: string) {
  return {
    filename: listFlag({ short: 'f', description: `File, folder or URL ${purpose}` }),
    kustomize: stringFlag({ short: 'k', description: 'Folder with a kustomization to work on. Cannot be used together with -f or -R.' }),
    recursive: boolFlag({ short: 'R', description: 'Also take the files in the folders below the one given to -f.' }),
  };
}

/** `-f` and `-R` of the verbs that look into folders unasked and know no kustomizations; `kustomize` is missing in their values. */
export function deepFilenameFlags(purpose: string) {
  const { filename } = filenameFlags(purpose);
  return {
    filename,
    recursive: boolFlag({ short: 'R', default: true, description: 'Also take the files in the folders below the one given to -f.' }),
  };
}

export const dryRunFlag = {
  'dry-run': stringFlag({
    default: 'none',
    noOptDefVal: 'unchanged',
    description:
      'Must be "none", "server", or "client". With client, only print what would be sent. With server, send it, but nothing is stored.',
  }),
};

export function fieldManagerFlag(name: string) {
  return { 'field-manager': stringFlag({ default: name, description: 'Name of the manager used to keep track of who owns which field.' }) };
}

export const validateFlag = {
  validate: stringFlag({
    default: 'strict',
    noOptDefVal: 'strict',
    description:
      'What happens to unknown and repeated fields, one of: strict (or true), warn, ignore (or false). "strict" refuses the object, "warn" only warns, "ignore" says nothing.',
  }),
};

export const saveConfigFlag = {
  'save-config': boolFlag({ description: "If true, keep the object's configuration in its annotation, for a later kubectl apply." }),
};

export const selectorFlag = {
  selector: stringFlag({
    short: 'l',
    description: "Label query to select by; knows '=', '==', '!=', 'in' and 'notin' (-l key1=value1,key2=value2,key3 in (value3)).",
  }),
};

export const fieldSelectorFlag = {
  'field-selector': stringFlag({
    description:
      "Field query to select by; knows '=', '==' and '!=' (--field-selector key1=value1,key2=value2). Which fields depends on the type.",
  }),
};

export function allFlag(description: string) {
  return { all: boolFlag({ description }) };
}

export const allNamespacesFlag = {
  'all-namespaces': boolFlag({ short: 'A', description: 'If true, look in all namespaces, whatever --namespace or the context say.' }),
};

export const localFlag = {
  local: boolFlag({ description: 'If true, work on the given objects alone, without the server.' }),
};

export const chunkSizeFlag = {
  'chunk-size': intFlag({ default: 500, description: 'Fetch long lists in pieces of this size; 0 fetches them whole.' }),
};

export function subresourceFlag(description: string) {
  return { subresource: stringFlag({ description }) };
}

/** Kept by kubectl for old scripts; every use is told off. */
export const recordFlag = {
  record: boolFlag({ deprecation: '--record will be removed in the future', description: 'Keep the command line in an annotation.' }),
};

export const windowsLineEndingsFlag = {
  'windows-line-endings': boolFlag({ description: 'If true, the file to edit has the line endings of Windows.' }),
};

export function overrideFlags(subject: string) {
  return {
    overrides: stringFlag({ description: `A piece of JSON that is laid over the generated ${subject}. It must say its apiVersion.` }),
    'override-type': stringFlag({ default: 'merge', description: 'How --overrides is laid over the object: json, merge, or strategic.' }),
  };
}

/** How objects are deleted; `replace --force`, `apply --prune` and `run --rm` take them too. */
export function deleteFlags(options: { wait: boolean }) {
  return {
    cascade: stringFlag({
      default: 'background',
      noOptDefVal: 'background',
      description: 'Must be "background", "orphan", or "foreground": what becomes of the objects that belong to a deleted one.',
    }),
    force: boolFlag({
      description: 'If true, delete from the API at once, without waiting for a graceful end. What runs may go on running.',
    }),
    'grace-period': intFlag({
      default: -1,
      description: 'Seconds that an object has to end in. Negative: its own setting. 1: at once. 0 only together with --force.',
    }),
    timeout: durationFlag({ description: "How long to wait for the deletion before giving up; 0 derives it from the object's size." }),
    wait: boolFlag({ default: options.wait, description: 'If true, come back only when the objects are gone. This waits for finalizers.' }),
  };
}
