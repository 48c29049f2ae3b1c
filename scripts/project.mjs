import path from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of package.json. Scripts work from any current directory. */
export const projectFolder = path.dirname(path.dirname(fileURLToPath(import.meta.url)));

/** Where screenshots and test results are left; not under version control. */
export const artifactsFolder = path.join(projectFolder, 'artifacts');
