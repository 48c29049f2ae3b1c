import fs from 'node:fs';
import path from 'node:path';
import zlib from 'node:zlib';

/**
 * Bytes of a build: what each context has to load before it can work, and the package.
 *
 * @param {string} folder
 */
export function measureSize(folder) {
  const { background } = JSON.parse(fs.readFileSync(path.join(folder, 'manifest.json'), 'utf8'));
  return {
    background: weigh(folder, withImports(folder, [background.service_worker])),
    popup: weigh(folder, scriptsOf(folder, 'popup.html')),
    options: weigh(folder, scriptsOf(folder, 'options.html')),
    package: zipBytes(folder),
  };
}

function scriptsOf(folder, page) {
  if (!fs.existsSync(path.join(folder, page))) return [];
  const html = fs.readFileSync(path.join(folder, page), 'utf8');
  const scripts = [...html.matchAll(/<script[^>]*\ssrc="\/?([^"]+)"/g)].map(([, source]) => source);
  return withImports(folder, scripts);
}

/** Scripts with everything that they import at once; what they import later is not needed to show the page. */
function withImports(folder, scripts) {
  const found = new Set(scripts);
  for (const script of found) {
    const source = fs.readFileSync(path.join(folder, script), 'utf8');
    for (const [, imported] of source.matchAll(/\b(?:from|import)\s*["'](\.[^"']+\.js)["']/g)) found.add(path.posix.join(path.posix.dirname(script), imported));
  }
  return [...found];
}

function weigh(folder, files) {
  const contents = files.map((file) => fs.readFileSync(path.join(folder, file)));
  const sum = (sizes) => sizes.reduce((total, size) => total + size, 0);
  return {
    bytes: sum(contents.map((content) => content.length)),
    gzip: sum(contents.map((content) => zlib.gzipSync(content, { level: 9 }).length)),
  };
}

/** The size of a ZIP file by its format: two headers a file, with its name in both, and a record at the end. */
function zipBytes(folder) {
  const localHeader = 30;
  const centralHeader = 46;
  const endRecord = 22;
  const files = fs.readdirSync(folder, { recursive: true }).filter((file) => fs.statSync(path.join(folder, file)).isFile());
  return files.reduce((total, file) => {
    const packed = zlib.deflateRawSync(fs.readFileSync(path.join(folder, file)), { level: 9 }).length;
    return total + localHeader + centralHeader + 2 * Buffer.byteLength(file) + packed;
  }, endRecord);
}
