import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The top of the repository. */
export const root = fileURLToPath(new URL('..', import.meta.url));

/** A file of the product: not a test. */
export interface SourceFile {
  /** From the top of the repository, with slashes. */
  path: string;
  text: string;
  imports: Import[];
}

export interface Import {
  /** A path from the top of the repository without its ending, or the name of a package. */
  target: string;
  /** Only types: nothing of it is left when the program runs. */
  isType: boolean;
}

/** Every file of the product with one of the endings. */
export function sourceFiles(endings: readonly string[]): SourceFile[] {
  return ['lib', 'components', 'entrypoints'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => path.posix.join(folder, name.replaceAll('\\', '/')))
      .filter((name) => endings.some((ending) => name.endsWith(ending)) && !/\.test\.tsx?$/.test(name))
      .map((name) => {
        const text = readFileSync(path.join(root, name), 'utf8');
        return { path: name, text, imports: importsOf(name, text) };
      }),
  );
}

const statement = /^(?:import\s+(type\s)?(?:([^'"`;]*?)\s+from\s+)?|export\s+(type\s)?(\{[^}]*\}|\*(?: as \w+)?)\s+from\s+)'([^']+)'/gm;
const call = /\bimport(?:\.meta\.glob(?:<[^(]*>)?)?\(\s*'([^']+)'/g;

function importsOf(file: string, text: string): Import[] {
  const imports: Import[] = [];
  for (const [, typeImport, imported = '', typeExport, exported = '', target = ''] of text.matchAll(statement)) {
    const inBraces = /^\{([^}]*)\}$/s.exec(imported || exported)?.[1];
    const named = inBraces?.split(',').map((name) => name.trim()) ?? [];
    const areTypes = named.length > 0 && named.every((name) => name === '' || name.startsWith('type '));
    imports.push({ target: resolved(file, target), isType: (typeImport ?? typeExport) !== undefined || areTypes });
  }
  for (const [, target = ''] of text.matchAll(call)) imports.push({ target: resolved(file, target), isType: false });
  return imports;
}

function resolved(file: string, target: string): string {
  const plain = target.replace(/\.tsx?$/, '');
  if (plain.startsWith('@/')) return plain.slice(2);
  return plain.startsWith('.') ? path.posix.join(path.posix.dirname(file), plain) : plain;
}
