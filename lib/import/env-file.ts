import type { CredentialKind } from '../account';
import { recognise } from '../provider-host/catalog';
import { entryOf, refusedEntry } from './entry-of';
import { type Assignment, readAssignments } from './env-assignments';
import { type ImportEntry, type ImportResult, mostEntries } from './import-result';
import { providerNamed } from './owner-of-key';

/**
 * Reads the keys of a `.env` file: those that are named after a service, with the address beside them, and whatever else
 * looks like a key. A line that is neither is no entry.
 */
export function readEnvFile(text: string): ImportResult {
  const assignments = readAssignments(text, mostEntries + 1);
  if (assignments.length > mostEntries) return { kind: 'refused', reason: 'too-large' };
  const addresses = new Map(assignments.flatMap(({ name, value }) => addressNamed(name, value)));
  return { kind: 'env', entries: assignments.flatMap((assignment) => entryIn(assignment, addresses)) };
}

/** What the end of a name says of the credential. The first that fits counts. */
const endings: readonly { pattern: RegExp; credential: CredentialKind }[] = [
  { pattern: /_(?:ADMIN|MANAGEMENT)(?:_API)?_KEY$/i, credential: 'admin-key' },
  { pattern: /_(?:API_KEY|API_TOKEN|AUTH_TOKEN|KEY)$/i, credential: 'api-key' },
];

/**
 * Services whose keys may look like somebody else's. Where there is no provider of that name, such a key is refused: it
 * must not be sent to the one it looks like.
 */
const otherServices = [
  ...['MOONSHOT', 'KIMI', 'SILICONFLOW', 'DASHSCOPE', 'QWEN', 'BAILIAN', 'ZHIPU', 'ZHIPUAI', 'GLM', 'ZAI', 'MINIMAX', 'BAICHUAN', 'STEPFUN'],
  ...['VOLCENGINE', 'ARK', 'HUNYUAN', 'QIANFAN', 'AZURE', 'GEMINI', 'GOOGLE', 'GROQ', 'MISTRAL', 'COHERE', 'TOGETHER', 'FIREWORKS', 'PERPLEXITY'],
  ...['HUGGINGFACE', 'REPLICATE', 'STABILITY', 'ELEVENLABS', 'STRIPE', 'LITELLM', 'LANGFUSE', 'LANGSMITH', 'LANGCHAIN', 'HELICONE'],
];

function addressNamed(name: string, value: string): [string, string][] {
  const prefix = /^(.+)_(?:BASE_URL|API_BASE)$/i.exec(name)?.[1];
  return prefix === undefined || value === '' ? [] : [[prefix.replace(/_API$/i, '').toUpperCase(), value]];
}

function entryIn({ name, value, line }: Assignment, addresses: ReadonlyMap<string, string>): ImportEntry[] {
  const place = { line };
  const ending = endings.find(({ pattern }) => pattern.test(name));
  const prefix = ending && name.replace(ending.pattern, '').toUpperCase();
  const named = prefix === undefined ? undefined : providerNamed(prefix);
  // Libraries use the address for the keys that ask for answers, and for no other.
  const address = prefix !== undefined && ending?.credential === 'api-key' ? addresses.get(prefix) : undefined;
  if (named) return [entryOf({ label: name, place, key: value, named, address, credential: ending?.credential })];
  const isOthers = otherServices.some((service) => name.toUpperCase().startsWith(`${service}_`));
  if (isOthers) return ending && value !== '' ? [refusedEntry('unknown-provider', name, place, value)] : [];
  const looksLikeKey = value.length <= 4096 && (recognise(value) !== undefined || (address !== undefined && /^sk-/.test(value)));
  if (looksLikeKey) return [entryOf({ label: name, place, key: value, address })];
  return /_(?:API|ADMIN)_KEY$/i.test(name) && value !== '' ? [refusedEntry('unknown-provider', name, place, value)] : [];
}
