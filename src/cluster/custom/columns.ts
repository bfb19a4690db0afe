import { findResults, parseBareJsonPath, printJsonPath, type JsonPath } from '../../api/jsonpath/index.ts';
import { humanDuration, parseTime } from '../../api/time.ts';
import type { KubeObject } from '../../api/object.ts';
import { ageColumn, nameColumn } from '../kinds/columns.ts';
import type { Column } from '../kinds/define.ts';

export interface PrinterColumn {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath: string;
}

/** The table of a custom resource: its name, then what the definition asks for, or else the age. */
export function customColumns(columns: readonly PrinterColumn[] | undefined): readonly Column[] {
  if (!columns?.length) return [nameColumn, { ...ageColumn, type: 'date' }];
  return [nameColumn, ...columns.map(printerColumn)];
}

function printerColumn({ jsonPath, ...facts }: PrinterColumn): Column {
  let path: JsonPath | undefined;
  return {
    ...facts,
    cell: (object, now) => {
      path ??= parseBareJsonPath(`{${jsonPath}}`);
      return cell(path, facts.type, object, now);
    },
  };
}

/** Empty where the path leads nowhere, or to something of another type. */
function cell(path: JsonPath, type: string, object: KubeObject, now: number): string | number | boolean | null {
  try {
    const value = findResults(path, object)[0]?.[0];
    if (value === undefined) return null;
    if (type === 'string') return printJsonPath(path, object);
    return typed(type, value, now);
  } catch {
    return null;
  }
}

function typed(type: string, value: unknown, now: number): string | number | boolean | null {
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date': {
      const time = typeof value === 'string' ? parseTime(value) : undefined;
      return typeof value !== 'string' ? null : time === undefined ? '<invalid>' : humanDuration(now - time);
    }
    default:
      return null;
  }
}
