import { useEffect, useState } from 'react';
import { browser } from 'wxt/browser';
import { permissionPattern } from '../base-url';
import { unlikeKey } from '../snapshot';

/**
 * Whether the person has allowed all of some origins; follows the browser's own settings.
 *
 * @returns `undefined` until the browser has answered.
 */
export function useAllowed(origins: readonly string[]): boolean | undefined {
  return useContained(JSON.stringify({ origins: origins.map(permissionPattern) }));
}

/** Whether the person has allowed notifications. */
export function useNotificationsAllowed(): boolean | undefined {
  return useContained('{"permissions":["notifications"]}');
}

/** @param wanted permissions as JSON, so that equal ones are the same. */
function useContained(wanted: string): boolean | undefined {
  const [allowed, setAllowed] = useState<boolean>();
  useEffect(() => {
    const look = () => void browser.permissions.contains(JSON.parse(wanted)).then(setAllowed);
    look();
    const { onAdded, onRemoved } = browser.permissions;
    onAdded.addListener(look);
    onRemoved.addListener(look);
    return () => {
      onAdded.removeListener(look);
      onRemoved.removeListener(look);
    };
  }, [wanted]);
  return allowed;
}

/** Whether a provider's website was seen to use credentials that are no sessions. */
export function useUnlike(providerId: string): boolean {
  const [isUnlike, setUnlike] = useState(false);
  useEffect(() => {
    const key = unlikeKey(providerId);
    const look = () => void browser.storage.session.get(key).then((found) => setUnlike(found[key] === true));
    look();
    browser.storage.session.onChanged.addListener(look);
    return () => browser.storage.session.onChanged.removeListener(look);
  }, [providerId]);
  return isUnlike;
}
