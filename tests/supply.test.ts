import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { licencesFile, licencesText } from '../scripts/licences.mjs';
import { bill } from '../scripts/sbom.mjs';
import { type LockedPackage, lockedPackages, packagesOfScripts, shippedPackages } from '../scripts/shipped.mjs';
import { root } from './source-files';

const minimumAgeInDays = 14;

/** Packages that could not wait, each with its reason: `'name@1.2.3': 'Mends …'`. */
const takenUpYoung: Record<string, string> = {};

/** How many packages have neither a date nor a hash. Where this changes, somebody has to look why. */
const unserved = 21;

/** What the extension is made of besides our own code. Each is in what people install, so each needs a reason. */
const runtimeReasons: Record<string, string> = {
  '@noble/hashes': 'Argon2id, which Web Crypto lacks, for a passphrase; audited, without dependencies.',
  react: 'Popup and options page.',
  'react-dom': 'Popup and options page.',
  scheduler: 'A part of React, which react-dom needs.',
  uplot: 'The chart of the History page; small, fast with years of points, without dependencies.',
  'webextension-polyfill': 'One way to call both browsers, in pages.',
  zod: 'Checks everything that comes from outside.',
};

/** What build tools leave in a bundle, although nothing imports it. */
const toolReasons: Record<string, string> = {
  '@wxt-dev/browser': 'The name of the browser’s interface; two lines.',
  '@wxt-dev/webextension-polyfill': 'The same name, for the polyfill.',
  rolldown: 'How its modules find each other.',
  vite: 'Loads a part of a page when it is needed.',
  wxt: 'Starts the background.',
};

/** The background meets keys and services: the fewer wrote it, the better. */
const ofBackground = ['@noble/hashes', '@wxt-dev/browser', 'idb', 'wxt', 'zod'];

const { dependencies, devDependencies, allowScripts } = read('package.json') as Record<string, Record<string, string>>;
const lockFile = read('package-lock.json') as { lockfileVersion: number };
const locked = Object.entries(lockedPackages());
const ages = (read('docs/packages.json') as { packages: Record<string, { published: string | null; taken: string }> }).packages;

describe('security 72: what is taken up', () => {
  test('package.json names exact versions', () => {
    const inexact = Object.entries({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version));
    expect(inexact).toEqual([]);
  });

  test('the lock file has a form that holds hashes, and locks every package that is named', () => {
    expect(lockFile.lockfileVersion).toBe(3);
    const places = new Map(locked);
    const wrong = Object.entries({ ...dependencies, ...devDependencies }).filter(([name, version]) => places.get(`node_modules/${name}`)?.version !== version);
    expect(wrong).toEqual([]);
  });

  test('every package is from the registry, none from git, an address or a folder', () => {
    // .npmrc leaves the address out for packages of the registry. Everything else has one, or is a link.
    expect(locked.filter(([, { resolved, link }]) => resolved !== undefined || link).map(([place]) => place)).toEqual([]);
    // A range of versions has neither a colon nor a slash; what has one names a place.
    const ranges = locked.flatMap(([place, entry]) => Object.entries({ ...entry.dependencies, ...entry.optionalDependencies }).map((need) => [place, ...need]));
    expect(ranges.filter(([, , range = '']) => /[:/]/.test(range.replace(/^npm:(?:@[\w.-]+\/)?[\w.-]+@/, '')))).toEqual([]);
  });

  test('every package has its hash, except what another system needs and the registry did not serve', () => {
    const without = locked.filter(([, { integrity }]) => integrity === undefined);
    expect(without.filter(([, entry]) => !isOfOtherSystem(entry)).map(([place]) => place)).toEqual([]);
    expect(without).toHaveLength(unserved);
    expect(locked.filter(([, { integrity }]) => integrity !== undefined && !integrity.startsWith('sha512-')).map(([place]) => place)).toEqual([]);
  });

  test('a script may run at installation only where package.json says so', () => {
    const running = locked.filter(([, { hasInstallScript }]) => hasInstallScript).map(([place]) => nameOf(place));
    expect([...new Set(running)].toSorted()).toEqual(Object.keys(allowScripts ?? {}).toSorted());
  });

  test('npm itself refuses what is too young, and a script that nobody allowed', () => {
    const settings = readFileSync(path.join(root, '.npmrc'), 'utf8').split('\n');
    expect(settings).toContain(`min-release-age=${minimumAgeInDays}`);
    expect(settings).toContain('strict-allow-scripts=true');
  });

  test('docs/packages.json tells of every locked package when it was published, and of no other', () => {
    expect(Object.keys(ages).toSorted()).toEqual([...new Set(locked.map(idOf))].toSorted());
  });

  test('each was at least 14 days old on the day it was taken up', () => {
    const young = Object.entries(ages).filter(([, { published, taken }]) => published !== null && daysBetween(published, taken) < minimumAgeInDays);
    expect(young.map(([id]) => id)).toEqual(Object.keys(takenUpYoung));
    for (const { published, taken } of Object.values(ages)) for (const day of [published ?? taken, taken]) expect(day).toMatch(/^\d{4}-\d\d-\d\d$/);
  });

  test('none was taken up on a day that is still to come', () => {
    const today = new Date().toISOString().slice(0, 10);
    expect(Object.keys(ages).filter((id) => (ages[id]?.taken ?? '') > today)).toEqual([]);
  });

  test('the date is unknown only where there is no hash either', () => {
    const unknown = Object.keys(ages).filter((id) => ages[id]?.published === null);
    expect(unknown).toEqual(
      locked
        .filter(([, { integrity }]) => integrity === undefined)
        .map(idOf)
        .toSorted(),
    );
    expect(unknown).toHaveLength(unserved);
  });
});

describe('security 72: what is shipped', () => {
  test('runtime dependencies are few, and each has its reason', () => {
    const runtime = locked.filter(([, { dev, optional }]) => !dev && !optional).map(([place]) => nameOf(place));
    expect(runtime.filter((name) => !Object.hasOwn(runtimeReasons, name))).toEqual([]);
    expect(runtime).toEqual(expect.arrayContaining(Object.keys(dependencies ?? {})));
  });

  test('what it is made of is known', () => {
    expect(existsSync(path.join(root, '.output', 'chrome-mv3.packages.json')), 'run "npm run build" before the tests').toBe(true);
  });

  describe.runIf(['chrome', 'firefox'].every((browser) => existsSync(path.join(root, '.output', `${browser}-mv3.packages.json`))))('as it was built', () => {
    test.each(['chrome-mv3', 'firefox-mv3'])('nothing else is in a script of %s', (build) => {
      const scripts = packagesOfScripts(build);
      const known = new Set([...Object.keys(runtimeReasons), ...Object.keys(toolReasons)]);
      expect(Object.values(scripts).flat().map(nameOf)).toContain('react-dom');
      for (const [script, places] of Object.entries(scripts)) {
        expect(existsSync(path.join(root, '.output', build, script)), `${script}: build again`).toBe(true);
        expect(places.map(nameOf).filter((name) => !known.has(name))).toEqual([]);
      }
      expect(scripts['background.js']?.map(nameOf).filter((name) => !ofBackground.includes(name))).toEqual([]);
    });

    test('the licences that go with it are those of what is in it, and in letters that every browser shows', () => {
      const text = readFileSync(licencesFile, 'utf8');
      expect(text === licencesText(), 'run "npm run licences", look at what changed, and build again').toBe(true);
      expect(text).toMatch(/^[\n\x20-\x7e]*$/);
      for (const { name, version, licence } of shippedPackages()) expect(text).toContain(`\n${name} ${version}, ${licence}, https://`);
    });

    test('no licence asks for more than we give', () => {
      // MPL-2.0 asks for the source of its own files, which are unchanged; the text says where it is.
      expect(shippedPackages().filter(({ licence }) => !['MIT', 'ISC', 'BSD-3-Clause', 'Apache-2.0', 'MPL-2.0'].includes(licence))).toEqual([]);
    });

    test('the bill of materials names every runtime package with its version, licence and hash, and is the same each time', () => {
      const { bomFormat, specVersion, components, dependencies: needs } = bill();
      expect({ bomFormat, specVersion }).toEqual({ bomFormat: 'CycloneDX', specVersion: '1.5' });
      for (const [place, { version }] of locked.filter(([, { dev, optional }]) => !dev && !optional)) {
        const one = components.find(({ name }) => name === nameOf(place));
        expect(one, place).toMatchObject({
          version,
          purl: expect.stringMatching(/^pkg:npm\/[^@]+@[\d.]+$/),
          licenses: [{ license: { id: expect.any(String) } }],
        });
        expect(one?.hashes[0]?.content).toMatch(/^[0-9a-f]{128}$/);
      }
      expect(new Set(components.map((one) => one['bom-ref'])).size).toBe(components.length);
      expect(needs.find(({ ref }) => ref.startsWith('pkg:npm/react-dom@'))?.dependsOn).toHaveLength(2);
      expect(JSON.stringify(bill())).toBe(JSON.stringify(bill()));
      expect(JSON.stringify(bill())).not.toMatch(/timestamp|serialNumber/);
    });
  });
});

function read(name: string): unknown {
  return JSON.parse(readFileSync(path.join(root, name), 'utf8'));
}

function nameOf(place: string): string {
  return place.split('node_modules/').at(-1) ?? '';
}

function idOf([place, { version }]: [string, LockedPackage]): string {
  return `${nameOf(place)}@${version}`;
}

/** Whether a package may be left out, and is left out where releases are built and tests run: Linux with glibc, on x64. */
function isOfOtherSystem({ optional, os = ['linux'], cpu = ['x64'], libc = ['glibc'] }: LockedPackage): boolean {
  return optional === true && !(os.includes('linux') && cpu.includes('x64') && libc.includes('glibc'));
}

function daysBetween(earlier: string, later: string): number {
  return (Date.parse(later) - Date.parse(earlier)) / 86_400_000;
}
