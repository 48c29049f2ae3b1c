import { Field } from '../ui/Field';

interface ChoiceProps<Value extends string> {
  label: string;
  value: Value;
  /** Names by value, in order. */
  options: Record<Value, string>;
  onChange(value: Value): void;
}

/** One of several, kept as soon as it is chosen. */
export function Choice<Value extends string>({ label, value, options, onChange }: ChoiceProps<Value>) {
  return (
    <Field label={label}>
      {(attributes) => (
        <select {...attributes} value={value} onChange={(event) => onChange(event.currentTarget.value as Value)}>
          {Object.entries<string>(options).map(([option, name]) => (
            <option key={option} value={option}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
