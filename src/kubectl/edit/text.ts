import { deepEqual } from '../../api/json.ts';
import { readDocument } from '../yaml/read.ts';

export type EditMode = 'edit' | 'apply' | 'create';

/** Why the file is opened again: what is wrong, and the details of it. */
export interface EditReason {
  head: string;
  details: readonly string[];
}

const introductions: Readonly<Record<EditMode, string>> = {
  edit: "# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n",
  create:
    "# Please edit the object below. Lines beginning with a '#' will be ignored,\n# and an empty file will abort the edit. If an error occurs while saving this file will be\n# reopened with the relevant failures.\n#\n",
  apply:
    "# Please edit the 'last-applied-configuration' annotations below.\n# Lines beginning with a '#' will be ignored, and an empty file will abort the edit.\n#\n",
};

/** The comments at the top of the file. */
export function editHeader(mode: EditMode, reasons: readonly EditReason[]): string {
  const told = reasons.map(({ head, details }) => {
    const lines = [`# ${commented(head)}${details.length > 0 ? ':' : ''}`, ...details.map((detail) => `# * ${commented(detail)}`), '#'];
    return `${lines.join('\n')}\n`;
  });
  return introductions[mode] + told.join('');
}

function commented(text: string): string {
  return text.replaceAll('\n', '\n# ');
}

/** The text without lines that are comments. */
export function withoutComments(text: string): string {
  return text
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n');
}

/** Do both texts say the same, whatever their comments and their layout? */
export async function sameContent(left: string, right: string): Promise<boolean> {
  const plain = [withoutComments(left), withoutComments(right)] as const;
  if (plain[0] === plain[1]) return true;
  try {
    return deepEqual(await readDocument(left), await readDocument(right));
  } catch {
    return false;
  }
}
