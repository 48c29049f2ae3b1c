import { describe, expect, test } from 'vitest';
import { sourceFiles } from './source-files';

/**
 * Which folder may import what (docs/architecture.md, Floors). A folder may always import itself. `words` are the files
 * directly in lib and lib/money. A name with a slash is one file.
 */
const mayImport: Record<string, readonly string[]> = {
  words: ['zod/mini'],
  'lib/definition': ['words', 'zod/mini'],
  'lib/providers': ['words', 'lib/definition', 'lib/ledger', 'lib/provider-host/define', 'lib/relay', 'zod/mini'],
  // What several relays answer alike.
  'lib/relay': ['words', 'lib/provider-host/define', 'zod/mini'],
  'lib/observers': ['words', 'zod/mini'],
  'lib/forecast': ['words'],
  'lib/alerts': ['words'],
  'lib/channels': ['words', 'lib/channel-host'],
  'lib/channel-host': ['words', 'lib/alerts'],
  'lib/badge': ['words', 'lib/i18n'],
  'lib/i18n': ['words', 'lib/channel-host/define', 'lib/import/import-result', 'lib/definition/problem', 'lib/definition/templates'],
  'lib/history': ['words'],
  'lib/provider-host': ['words', 'lib/definition/asked', 'lib/definition/header-name', 'zod/mini'],
  'lib/import': ['words', 'lib/provider-host/catalog', 'lib/provider-host/define', 'zod/mini'],
  'lib/ledger': ['words', 'lib/import/csv-records', 'zod/mini'],
  'lib/store': ['words', 'lib/history', 'lib/ledger', 'zod/mini', 'wxt/browser'],
  'lib/vault': ['words', 'lib/store/item', 'zod/mini'],
  // A backup is sealed with a key of its own: of the vault it knows how bytes are written, nothing else.
  'lib/backup': ['words', 'lib/vault/bytes', 'zod/mini'],
  'lib/background': [
    'words',
    'lib/backup',
    'lib/definition',
    'lib/observers',
    'lib/badge',
    'lib/history',
    'lib/forecast',
    'lib/alerts',
    'lib/channel-host',
    'lib/i18n',
    'lib/ledger',
    'lib/provider-host',
    'lib/store',
    'lib/vault',
    'zod/mini',
    'wxt/browser',
  ],
  // A page takes a backup file apart to know how its key is derived; what is in it stays in the background.
  'lib/client': ['words', 'lib/i18n', 'lib/backup/backup-file', 'wxt/browser', 'react', '@noble/hashes/argon2.js', '@noble/hashes/scrypt.js'],
  'components/ui': ['words', 'lib/client', 'lib/i18n', 'lib/badge', 'react'],
  'components/popup': ['words', 'lib/client', 'lib/i18n', 'lib/badge', 'components/ui', 'react'],
  // Only the options page shows which services there are, before there is an account of one.
  'components/options': [
    'words',
    'lib/definition',
    'lib/client',
    'lib/i18n',
    'lib/badge',
    'lib/history',
    'uplot',
    'uplot/dist/uPlot.min.css',
    'lib/import',
    'lib/ledger',
    'components/ui',
    'lib/provider-host/catalog',
    'lib/provider-host/define',
    'lib/channel-host',
    'react',
  ],
  'components/styles': [],
  components: ['lib/client', 'lib/i18n', 'components/styles', 'react', 'react-dom', 'react-dom/client'],
  entrypoints: [
    'components',
    'components/popup',
    'components/options',
    'components/styles',
    'lib/client/use-options-text',
    'lib/i18n',
    'lib/background/app',
    'wxt/utils/define-background',
  ],
};

/** Single imports that the table would forbid, each with its reason. */
const exceptions: Record<string, string> = {
  'lib/provider-host/catalog.ts → lib/providers/*': 'the folder is the list of providers, and this is the one place that reads it',
  'lib/channel-host/catalog.ts → lib/channels/*': 'as above, for the kinds of channels',
};

/** Rules that must give the same answer for the same input, in Node as in a browser. */
const pure = [
  'words',
  'lib/definition',
  'lib/providers',
  'lib/relay',
  'lib/forecast',
  'lib/alerts',
  'lib/channels',
  'lib/channel-host',
  'lib/badge',
  'lib/history',
  'lib/i18n',
  'lib/import',
  'lib/ledger',
];

/** Single files of theirs that may use WebCrypto, each with its reason. */
const withCrypto: Record<string, string> = {
  'lib/import/webdav-envelope.ts': 'it opens what was encrypted elsewhere: the same answer for the same input, and none of it from chance',
};

const bannedNames = ['utils', 'helpers', 'common', 'shared', 'misc', 'manager', 'service', 'index', 'types', 'constants'];
const code = sourceFiles(['.ts', '.tsx']);
const everything = sourceFiles(['.ts', '.tsx', '.css', '.html']);

function folderOf(path: string): string {
  const parts = path.split('/');
  if (parts[0] === 'entrypoints') return 'entrypoints';
  if (parts[0] === 'lib' && (parts.length === 2 || parts[1] === 'money')) return 'words';
  return parts.length === 2 ? (parts[0] ?? '') : parts.slice(0, 2).join('/');
}

function isOurs(target: string): boolean {
  return /^(?:lib|components|entrypoints|tests|public)\//.test(target);
}

describe('floors', () => {
  test('there are sources to look at, and every folder of theirs stands in the table', () => {
    expect(code.length).toBeGreaterThan(60);
    expect([...new Set(everything.map(({ path }) => folderOf(path)))].filter((folder) => !(folder in mayImport))).toEqual([]);
  });

  test('nothing is imported from a floor that may not be', () => {
    const forbidden = code.flatMap(({ path, imports }) => {
      const own = folderOf(path);
      const allowed = [own, ...(mayImport[own] ?? [])];
      return imports
        .filter(({ target }) => !allowed.includes(target) && !(isOurs(target) && allowed.includes(folderOf(target))))
        .map(({ target }) => `${path} → ${target}`)
        .filter((line) => !(line in exceptions));
    });
    expect(forbidden).toEqual([]);
  });

  test('every exception is still needed', () => {
    const all = new Set(code.flatMap(({ path, imports }) => imports.map(({ target }) => `${path} → ${target}`)));
    expect(Object.keys(exceptions).filter((line) => !all.has(line))).toEqual([]);
  });

  test('every import of ours leads to a file', () => {
    const known = new Set(everything.map(({ path }) => path.replace(/\.tsx?$/, '')));
    const lost = code.flatMap(({ path, imports }) =>
      imports.filter(({ target }) => isOurs(target) && !target.includes('*') && !known.has(target)).map(({ target }) => `${path} → ${target}`),
    );
    expect(lost).toEqual([]);
  });

  test('no imports go in a circle', () => {
    const edges = new Map(code.map(({ path, imports }) => [path.replace(/\.tsx?$/, ''), imports.filter(({ isType }) => !isType).map(({ target }) => target)]));
    const circles: string[] = [];
    const done = new Set<string>();
    const follow = (file: string, way: readonly string[]): void => {
      if (way.includes(file)) circles.push([...way.slice(way.indexOf(file)), file].join(' → '));
      if (way.includes(file) || done.has(file)) return;
      for (const next of edges.get(file) ?? []) follow(next, [...way, file]);
      done.add(file);
    };
    for (const file of edges.keys()) follow(file, []);
    expect(circles).toEqual([]);
  });

  test('pure rules use neither the browser, the network, the clock nor chance', () => {
    const impure = code
      .filter(({ path }) => pure.includes(folderOf(path)))
      .flatMap(({ path, text }) => {
        const found =
          /\b(?:browser|chrome)\.\w|\bfetch\(|\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bcrypto\.|\b(?:document|window|navigator|localStorage)\./.exec(
            path in withCrypto ? withoutComments(text).replaceAll('crypto.subtle.', '') : withoutComments(text),
          );
        return found ? [`${path}: ${found[0]}`] : [];
      });
    expect(impure).toEqual([]);
  });

  test('a request leaves the program in one place, and an open page in another', () => {
    const places = code.filter(({ text }) => /(?<![.\w])fetch\(|\bXMLHttpRequest|WebSocket\(|EventSource\(|sendBeacon\(/.test(withoutComments(text)));
    expect(places.map(({ path }) => path)).toEqual(['lib/background/pages.ts', 'lib/provider-host/http.ts']);
  });

  test('only the background writes to the disk', () => {
    const writers = code.filter(({ text }) => /storage\.local\.(?:set|remove|clear)\(/.test(withoutComments(text)));
    expect(writers.map(({ path }) => path)).toEqual(['lib/store/disk.ts']);
  });

  test('nothing but a provider and its observer knows its own name', () => {
    const ids = code.flatMap(({ path }) => /^lib\/providers\/([\w-]+)\.ts$/.exec(path)?.[1] ?? []);
    expect(ids.length).toBeGreaterThanOrEqual(6);
    const quoted = new RegExp(`['"\`](?:${ids.join('|')})['"\`]`);
    const knowing = code.filter(({ path, text }) => !/^lib\/(?:providers|observers)\//.test(path) && quoted.test(withoutComments(text)));
    expect(knowing.map(({ path }) => path)).toEqual([]);
  });
});

describe('files', () => {
  test('none has a name that says nothing', () => {
    const named = everything.flatMap(({ path }) => {
      // A page of the extension is named after its folder; `index.html` is how WXT finds it.
      if (/^entrypoints\/\w+\/index\.html$/.test(path)) return [];
      return path
        .split('/')
        .map((part) => part.replace(/\..*$/, ''))
        .filter((part) => bannedNames.includes(part.toLowerCase()))
        .map(() => path);
    });
    expect(named).toEqual([]);
  });

  test('none is longer than 250 lines', () => {
    // A language is one file of sentences, and grows with the product; a provider is one file, however many ways it has.
    const mostLines = (path: string) => (path.startsWith('lib/i18n/languages/') ? Number.POSITIVE_INFINITY : path.startsWith('lib/providers/') ? 300 : 250);
    const long = everything.filter(({ path, text }) => text.split('\n').length - 1 > mostLines(path));
    expect(long.map(({ path }) => path)).toEqual([]);
  });
});

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, '').replace(/(^|\s)\/\/.*$/gm, '$1');
}
