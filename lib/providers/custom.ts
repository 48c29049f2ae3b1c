import { definitionOfFields } from '../definition/definition-of-fields';
import { readDefinition } from '../definition/read-definition';
import { runDefinition } from '../definition/run-definition';
import type { Definition } from '../definition/schema';
import { fail } from '../failure';
import { defineProvider, type ReadContext } from '../provider-host/define';

const source = { url: 'https://datatracker.ietf.org/doc/html/rfc6901', checked: 'never' };

export default defineProvider({
  id: 'custom',
  name: 'Company or custom service',
  icon: { text: '{}', color: '#475569' },
  fields: ['path', 'totalPointer', 'usedPointer', 'remainingPointer', 'unit'],
  definable: true,
  methods: [
    { id: 'usage', credential: 'api-key', auth: 'bearer', gives: 'balance', source, read: (context) => runDefinition(definitionIn(context), context) },
    // A counter behind nothing but a closed network has no key to give.
    {
      id: 'open-usage',
      credential: 'none',
      auth: 'none',
      gives: 'balance',
      source,
      read: (context) => runDefinition({ ...definitionIn(context), auth: 'none' }, context),
    },
  ],
});

function definitionIn({ definition, fields }: ReadContext): Definition {
  return definition === undefined ? definitionOfFields(fields) : parse(definition);
}

/** @throws FailureError `unsupported` naming the place: what was saved by another version may not be understood by this one. */
export function parse(text: string): Definition {
  const read = readDefinition(text);
  return read.ok ? read.definition : fail({ kind: 'unsupported', detail: `definition: ${read.problem.place || read.problem.reason}`.slice(0, 120) });
}
