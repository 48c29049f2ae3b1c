import { readFileSync } from 'node:fs';

const build = '.output/chrome-mv3';

/** The scripts that the page names itself: what it loads before anything is shown. */
function startOf(page) {
  const html = readFileSync(`${build}/${page}`, 'utf8');
  return [...html.matchAll(/(?:src|href)="\/(chunks\/[^"]+\.js)"/g)].map(([, script]) => `${build}/${script}`);
}

export default [
  { name: 'background', path: `${build}/background.js`, limit: '96 KiB', gzip: true },
  { name: 'popup, everything it loads at its start', path: startOf('popup.html'), limit: '85 KiB', gzip: true },
  { name: 'options, everything it loads at its start', path: startOf('options.html'), limit: '150 KiB', gzip: true },
];
