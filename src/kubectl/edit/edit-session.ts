import { goQuote } from '../../api/go-text.ts';
import { isObject, type JsonObject } from '../../api/json.ts';
import { parseGroupVersion, type KubeObject } from '../../api/object.ts';
import { StatusError } from '../../api/status.ts';
import { groupResource } from '../../api/object.ts';
import { UserError } from '../../api/user-error.ts';
import { ExitError } from '../errors.ts';
import { printerFor } from '../printers/index.ts';
import { outputFormats } from '../printers/formats.ts';
import type { ResourceInfo } from '../resources/builder.ts';
import { decodeManifest } from '../resources/decode-manifest.ts';
import type { Session } from '../session.ts';
import { manifestCheck, type FieldValidation } from '../validation.ts';
import { readDocument } from '../yaml/read.ts';
import { editFile, editorOf, removeTemporary, writeTemporary } from './editor.ts';
import { editHeader, sameContent, withoutComments, type EditMode, type EditReason } from './text.ts';

export interface EditOptions {
  mode: EditMode;
  /** `-o`: yaml if empty. */
  output: string;
  fieldValidation: FieldValidation;
  windowsLineEndings: boolean;
  /** Sends one edited object and tells of it. What the server refuses as Invalid is edited again. */
  submit(before: KubeObject, edited: KubeObject): Promise<void>;
}

/** Refuses a wrong `-o` before anything is fetched. */
export async function checkEditOutput(output: string): Promise<void> {
  await printerFor(output, { write: () => undefined, allowed: outputFormats.data });
}

/** Opens the objects in the editor, all in one file, until they are accepted or nothing more is changed. Saved copies are told on stderr. */
export async function editObjects(session: Session, infos: readonly ResourceInfo[], options: EditOptions): Promise<void> {
  const { io } = session;
  const editor = editorOf(io.env);
  const extension = options.output === 'json' ? '.json' : '.yaml';
  const original = await fileText(infos, options.output);
  let reasons: EditReason[] = [];
  let edited: string | undefined;
  let previousFile: string | undefined;
  for (;;) {
    const header = extension === '.yaml' ? editHeader(options.mode, reasons) : '';
    const body = edited === undefined ? original : withoutComments(edited);
    const file = await writeTemporary(io.env, lineEndings(header + body, options.windowsLineEndings), extension);
    let next: string;
    try {
      next = (await editFile(io, editor, file)).replaceAll('\r\n', '\n');
    } catch (error) {
      throw preserved(session, previousFile, error);
    }
    if (edited !== undefined && (await sameContent(edited, next))) {
      throw preserved(session, file, new UserError('Edit cancelled, no valid changes were saved.'));
    }
    if (previousFile !== undefined) await removeTemporary(previousFile);
    previousFile = file;
    edited = next;
    const outcome = await accept(session, infos, { original, edited, file }, options);
    if (outcome === 'done') return;
    reasons = outcome;
  }
}

interface Round {
  original: string;
  edited: string;
  file: string;
}

/** What became of one round in the editor: 'done', or why it has to be opened again. */
async function accept(
  session: Session,
  infos: readonly ResourceInfo[],
  { original, edited, file }: Round,
  options: EditOptions,
): Promise<'done' | EditReason[]> {
  const { io } = session;
  const empty = withoutComments(edited).trim() === '';
  if (!empty && (await sameContent(original, edited))) {
    await removeTemporary(file);
    io.stderr.write('Edit cancelled, no changes made.\n');
    return 'done';
  }
  const value = await parsed(edited);
  if (value instanceof UserError) return [{ head: `The edited file had a syntax error: ${value.message}`, details: [] }];
  const fault = validationFault(value, options.fieldValidation);
  if (fault !== undefined) {
    io.stderr.write(`error: ${subject(infos[0])} is invalid\n`);
    return [
      { head: `${subject(infos[0])} was not valid`, details: [`<nil>: Invalid value: "The edited file failed validation": ${fault}`] },
    ];
  }
  const objects = decodeManifest({ source: 'edited-file', value }).map(({ object }) => object as KubeObject);
  const reasons: EditReason[] = [];
  let retryable = false;
  let vanished = false;
  for (const object of objects) {
    const before = originalOf(object, infos, options.mode);
    if (!before)
      throw preserved(
        session,
        file,
        new UserError(`no original object found for ${object.kind ?? ''} ${goQuote(object.metadata?.name ?? '')}`),
      );
    try {
      checkNamespace(session, before, object);
      if (options.mode !== 'create') checkIdentity(before, object);
      await options.submit(before.object as KubeObject, object);
    } catch (error) {
      if (!(error instanceof StatusError) || options.mode !== 'edit') throw preserved(session, file, error);
      const told = tellRefusal(session, before, error);
      if (told === 'gone') vanished = true;
      else if (told === 'retry') retryable = true;
      else reasons.push(told);
    }
  }
  if (retryable) {
    io.stderr.write(`You can run \`kubectl replace -f ${file}\` to try this update again.\n`);
    throw new ExitError();
  }
  if (vanished) {
    io.stderr.write(`The edits you made on deleted resources have been saved to ${JSON.stringify(file)}\n`);
    throw new ExitError();
  }
  if (reasons.length > 0) return reasons;
  await removeTemporary(file);
  return 'done';
}

function tellRefusal(session: Session, info: ResourceInfo, error: StatusError): EditReason | 'gone' | 'retry' {
  const write = (text: string): void => session.io.stderr.write(`error: ${subject(info)} ${text}\n`);
  if (error.reason === 'Invalid') {
    write('is invalid');
    const details = (error.status.details?.causes ?? []).map(({ field = '', message = '' }) => `${field}: ${message}`);
    return { head: `${subject(info)} was not valid`, details };
  }
  if (error.reason === 'NotFound') {
    write('could not be found on the server');
    return 'gone';
  }
  write(`could not be patched: ${error.message}`);
  return 'retry';
}

function subject(info: ResourceInfo | undefined): string {
  return info === undefined ? '' : `${groupResource(info.resource.group, info.resource.name)} "${info.name}"`;
}

/** With several objects the uid tells which is which; applied configurations have none. */
function originalOf(object: KubeObject, infos: readonly ResourceInfo[], mode: EditMode): ResourceInfo | undefined {
  if (infos.length === 1) return infos[0];
  if (mode === 'edit') return infos.find((info) => info.object?.metadata.uid === object.metadata?.uid);
  return infos.find(
    (info) =>
      info.name === object.metadata?.name &&
      info.resource.kind === object.kind &&
      info.namespace === (object.metadata?.namespace ?? info.namespace),
  );
}

function checkIdentity({ object: before }: ResourceInfo, after: KubeObject): void {
  const same = before?.apiVersion === after.apiVersion && before?.kind === after.kind && before?.metadata.name === after.metadata?.name;
  if (!same) throw new UserError('At least one of apiVersion, kind and name was changed');
}

function checkNamespace(session: Session, { namespace, resource }: ResourceInfo, after: KubeObject): void {
  const given = after.metadata?.namespace;
  if (!resource.namespaced || given === undefined || given === namespace) return;
  throw new UserError(
    `the namespace from the provided object "${given}" does not match the namespace "${session.namespace}". You must pass '--namespace=${given}' to perform this operation.`,
  );
}

async function parsed(text: string): Promise<unknown> {
  try {
    return await readDocument(text);
  } catch (error) {
    if (error instanceof UserError) return error;
    throw error;
  }
}

function validationFault(value: unknown, validation: FieldValidation): string | undefined {
  try {
    manifestCheck(validation === 'Ignore' ? 'Warn' : validation)?.({
      source: '',
      value: isList(value) ? { apiVersion: 'v1', kind: 'List' } : value,
    });
    if (isObject(value)) {
      parseGroupVersion(String(value['apiVersion']));
      decodeManifest({ source: 'edited-file', value });
    }
    return undefined;
  } catch (error) {
    if (error instanceof UserError) return error.message.replace(/^error validating "": /, '').replace(/; if you choose.*$/, '');
    throw error;
  }
}

function isList(value: unknown): boolean {
  return isObject(value) && value['kind'] === 'List';
}

/** The objects as they are shown to the user: one as it is, several as a List, without managedFields. */
async function fileText(infos: readonly ResourceInfo[], output: string): Promise<string> {
  const objects = infos.map(({ object }) => object as KubeObject);
  const whole =
    objects.length === 1 ? objects[0] : ({ apiVersion: 'v1', kind: 'List', metadata: {}, items: objects } as unknown as JsonObject);
  let text = '';
  const printer = await printerFor(output === '' ? 'yaml' : output, {
    write: (piece) => void (text += piece),
    allowed: outputFormats.data,
  });
  printer?.(whole);
  return text;
}

function lineEndings(text: string, windows: boolean): string {
  return windows ? text.replaceAll('\n', '\r\n') : text;
}

function preserved(session: Session, file: string | undefined, error: unknown): unknown {
  if (file !== undefined) session.io.stderr.write(`A copy of your changes has been stored to ${JSON.stringify(file)}\n`);
  return error;
}
