/** Headers that are the browser's own, or that would make a request into another one. */
const forbidden =
  /^(?:accept(?:-charset|-encoding)?|access-control-.*|connection|content-.*|cookie2?|date|dnt|expect|forwarded|host|keep-alive|origin|permissions-policy|proxy-.*|referer|sec-.*|set-cookie2?|te|trailer|transfer-encoding|upgrade|user-agent|via|x-forwarded-.*|x-http-method.*|x-method-override)$/;

/** Why a header may not be named in a definition. */
export type HeaderProblem = 'not-a-header' | 'forbidden-header' | 'secret-header';

/** Judges the name of the header that the key goes into. */
export function keyHeaderProblem(name: string): HeaderProblem | undefined {
  const lower = name.toLowerCase();
  if (!/^[a-z0-9][a-z0-9-]*$/.test(lower)) return 'not-a-header';
  return forbidden.test(lower) ? 'forbidden-header' : undefined;
}

/** Judges the name of any other header: one that usually holds a secret would be shared with the definition. */
export function headerProblem(name: string): HeaderProblem | undefined {
  return keyHeaderProblem(name) ?? (/auth|key|token|secret|passw|session|credential|signature/i.test(name) ? 'secret-header' : undefined);
}
