/** So long a worker that was just started looks for what it was started for, in milliseconds, before it looks after itself. */
export const afterAnswers = () => wait(50);

export function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
