import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { projectFolder } from './project.mjs';
import { shippedPackages } from './shipped.mjs';

/** @typedef {import('./shipped.mjs').ShippedPackage} ShippedPackage */

/**
 * What is shipped, as CycloneDX: every package of which something is in a bundle, and every runtime dependency.
 *
 * `npm sbom --omit dev` does not tell that. It leaves out runtime dependencies that a tool needs too (zod and
 * webextension-polyfill, with npm 11), and what the build tools themselves leave in a bundle.
 *
 * It has neither a time nor a serial number, which the format does not ask for: one commit has one list.
 */
export function bill() {
  const { name, version, license } = JSON.parse(readFileSync(path.join(projectFolder, 'package.json'), 'utf8'));
  const packages = shippedPackages();
  const references = new Map(packages.map((one) => [one.place, address(one)]));
  const own = address({ name, version });
  return {
    $schema: 'http://cyclonedx.org/schema/bom-1.5.schema.json',
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: {
      lifecycles: [{ phase: 'build' }],
      component: { 'bom-ref': own, type: 'application', name, version, licenses: [{ license: { id: license } }] },
    },
    components: packages.map(component),
    dependencies: [
      { ref: own, dependsOn: [...references.values()] },
      ...packages.map((one) => ({ ref: address(one), dependsOn: one.needs.map((place) => references.get(place)) })),
    ],
  };
}

/** @param {ShippedPackage} one */
function component(one) {
  const [algorithm, hash = ''] = one.integrity.split('-');
  if (algorithm !== 'sha512') throw new Error(`package-lock.json has no SHA-512 of ${one.name}.`);
  return {
    'bom-ref': address(one),
    type: 'library',
    name: one.name,
    version: one.version,
    scope: 'required',
    hashes: [{ alg: 'SHA-512', content: Buffer.from(hash, 'base64').toString('hex') }],
    licenses: [{ license: { id: one.licence } }],
    purl: address(one),
    externalReferences: [{ type: 'vcs', url: one.homepage }],
    properties: one.scripts.map((script) => ({ name: 'remainder:in', value: script })),
  };
}

/** The package URL, by which a list of known weaknesses is searched. @param {{ name: string, version: string }} one */
function address({ name, version }) {
  return `pkg:npm/${name.replace('@', '%40')}@${version}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const { metadata, components } = bill();
  const file = path.join(projectFolder, '.output', `${metadata.component.name}-${metadata.component.version}-sbom.json`);
  writeFileSync(file, `${JSON.stringify(bill(), null, 2)}\n`);
  console.log(`${path.relative(process.cwd(), file)}: ${components.length} packages.`);
}
