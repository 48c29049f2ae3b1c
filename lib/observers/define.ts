import type * as z from 'zod/mini';

/**
 * How the session of a signed-in website is found. Everything an observer may touch is a constant of its file: no address
 * that somebody entered, and no code that was put together at run time.
 */
export interface SessionObserver {
  /** The provider whose balance the session reads. */
  providerId: string;
  /** The origin of the pages whose requests are looked at. */
  dashboard: string;
  /** Match patterns of the requests that carry the session. */
  urls: readonly string[];
  /** Recognises the session in an `Authorization` header. */
  token: RegExp;
  /** The header that names the organization, in small letters. */
  organizationHeader: string;
  /** Asked with a session: which organizations it may see. */
  organizations: { path: string; schema: () => z.ZodMiniType<Organization[]> };
  /** What a website that has been idle keeps of its sign-in, and how a session is made of it. */
  signIn: {
    /** Runs inside an open page of the website; may use nothing but its argument. */
    find(now: number): SignIn | null;
    /** One POST; its answer holds the session and the organizations. */
    path: string;
    json: unknown;
    schema: () => z.ZodMiniType<{ token: string; organizations: Organization[] }>;
  };
  /** Runs inside an open page of the website: the balance that it shows, as it is written there. */
  readBalance(): string | null;
}

export interface Organization {
  id: string;
  title?: string | undefined;
  /** The one that requests mean which name none. */
  isDefault: boolean;
}

/** Good for making one session, and forgotten at once. */
export interface SignIn {
  accessToken: string;
}

/** What is looked at of a request; both browsers tell who made it, each in its own words. */
export interface ObservedRequest {
  url: string;
  tabId: number;
  method: string;
  /** Chromium. */
  initiator?: string | undefined;
  /** Firefox. */
  originUrl?: string | undefined;
  documentUrl?: string | undefined;
  incognito?: boolean | undefined;
  requestHeaders?: readonly { name: string; value?: string | undefined }[] | undefined;
}

/** A session that a request of the website carried, and the organization that it was for. */
export interface Sighting {
  token: string;
  organization?: string;
}

/** Declares an observer. It adds nothing; it types the file. */
export function defineObserver(observer: SessionObserver): SessionObserver {
  return observer;
}

/**
 * What a request gives away.
 *
 * @returns `'other'` for a request of the website with a credential of another kind: it is counted, never kept.
 */
export function sightingIn(request: ObservedRequest, observer: SessionObserver): Sighting | 'other' | undefined {
  // The extension's own requests belong to no tab. What a private window does is nobody's business.
  if (request.tabId < 0 || request.method === 'OPTIONS' || request.incognito) return undefined;
  if ((request.initiator ?? originOf(request.originUrl ?? request.documentUrl)) !== observer.dashboard) return undefined;
  const header = (wanted: string) => request.requestHeaders?.find(({ name }) => name.toLowerCase() === wanted)?.value;
  const authorization = header('authorization');
  if (authorization === undefined) return undefined;
  const token = observer.token.exec(authorization)?.[1];
  // A page signs in with a credential of another kind before it has its session.
  if (token === undefined) return new URL(request.url).pathname === observer.signIn.path ? undefined : 'other';
  const organization = header(observer.organizationHeader);
  return organization !== undefined && /^[\w-]{1,64}$/.test(organization) ? { token, organization } : { token };
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}
